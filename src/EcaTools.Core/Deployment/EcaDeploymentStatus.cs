namespace EcaTools.Core.Deployment;

/// <summary>What became of a deployment, or of one of its phases.</summary>
public enum EcaDeploymentStatus : long
{
    /// <summary>The org holds already what the files say; nothing was sent.</summary>
    Unchanged,

    /// <summary>It was made.</summary>
    Succeeded,

    /// <summary>The org would accept it. Nothing was changed.</summary>
    Validated,

    /// <summary>The org refused it; see the problems.</summary>
    Failed,

    /// <summary>Somebody canceled it in the org.</summary>
    Canceled,

    /// <summary>The app's definition is in the org and its policies are not; see what the org holds now in the
    /// deployment's OrgState.</summary>
    Partial,
}
