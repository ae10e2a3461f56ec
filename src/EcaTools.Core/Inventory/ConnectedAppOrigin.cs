namespace EcaTools.Core.Inventory;

/// <summary>Where a Connected App is defined.</summary>
public enum ConnectedAppOrigin : long
{
    /// <summary>In the org itself, or in files without a namespace.</summary>
    Local,

    /// <summary>In a managed package: its publisher alone can replace it.</summary>
    Packaged,

    /// <summary>In another org: users of this one accepts it, but it is not installed here. Nothing is known of it but
    /// what its tokens show, so its metadata is empty.</summary>
    Uninstalled,
}
