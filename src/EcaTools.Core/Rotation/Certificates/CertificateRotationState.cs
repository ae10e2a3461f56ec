namespace EcaTools.Core.Rotation.Certificates;

/// <summary>What became of a certificate's rotation.</summary>
public enum CertificateRotationState
{
    /// <summary>The app has the new certificate, and its key logs in.</summary>
    Rotated,

    /// <summary>The same, after an earlier run that broke off.</summary>
    Resumed,

    /// <summary>The app had that certificate already, and its key logs in. Nothing was changed.</summary>
    Unchanged,

    /// <summary>A second app with the new certificate stands beside the first one, and its key logs in.</summary>
    SecondApp,

    /// <summary>The new key did not log in, and the app has its old certificate again.</summary>
    Restored,

    /// <summary>Neither could be brought about; <c>NextStep</c> says what to do.</summary>
    NeedsHuman,
}
