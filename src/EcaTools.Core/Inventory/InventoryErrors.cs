namespace EcaTools.Core.Inventory;

/// <summary>The errors of reading apps out of an org.</summary>
internal static class InventoryErrors
{
    public static EcaException RecordNotReadable(string type, string fullName, string org) => new(
        EcaErrorCategory.ObjectNotFound,
        $"{org} lists the {type} '{fullName}' but gave no metadata of it.",
        "Check that the user has 'Modify Metadata Through Metadata API Functions' and 'Customize Application', and look at the app in Setup; a component of somebody else's managed package may be closed to you.",
        target: fullName);
}
