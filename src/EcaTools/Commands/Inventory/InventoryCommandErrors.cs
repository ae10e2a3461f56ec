using EcaTools.Core;

namespace EcaTools.Commands.Inventory;

/// <summary>The errors of the inventory cmdlets themselves.</summary>
internal static class InventoryCommandErrors
{
    public static EcaException ConsumerKeyNotKnown(string app, string source) =>
        AppErrors.ConsumerKeyNotKnown(
            $"{app}: the metadata in {source} does not hold its consumer key, so places that mention it are not found.",
            "Read the app from its org with Get-ConnectedApp, or name its key with -Key.",
            target: app
        );
}
