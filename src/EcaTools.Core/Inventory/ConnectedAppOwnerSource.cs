namespace EcaTools.Core.Inventory;

/// <summary>What names the owner of a Connected App.</summary>
public enum ConnectedAppOwnerSource : long
{
    /// <summary>Nothing: nobody is known to answer for the app.</summary>
    None,

    /// <summary>The contact's address in the app's metadata.</summary>
    ContactEmail,

    /// <summary>An owner map that the user gave.</summary>
    OwnerMap,
}
