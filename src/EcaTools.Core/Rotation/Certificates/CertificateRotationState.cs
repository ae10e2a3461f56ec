namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What became of a certificate's rotation.</summary>
public enum CertificateRotationState : long
{
    /// <summary>The app has the new certificate, and its key logs in.</summary>
    Rotated,

    /// <summary>The same, by a run that resumed an earlier one.</summary>
    Resumed,

    /// <summary>The app already had that certificate, and its key logs in. Nothing was changed in the org.</summary>
    Unchanged,

    /// <summary>There is a second app with the new certificate next to the first one, and its key logs in.</summary>
    SecondApp,

    /// <summary>The new key did not log in, and the app has its old certificate again.</summary>
    Restored,

    /// <summary>Neither could be done; <c>NextStep</c> says what to do.</summary>
    NeedsHuman,
}
