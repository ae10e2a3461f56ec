using System.Text.Json;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>The App Launcher's list of all apps of an org: Connected Apps, External Client Apps and others. Ids are
/// compared by their first 15 characters.</summary>
internal sealed class AppMenu
{
    private const string Query =
        "SELECT Id, ApplicationId, Label, IsVisible, IsUsingAdminAuthorization, StartUrl, CanvasEnabled, MobilePlatform, MobileMinOsVer, MobileAppVer, MobileDeviceType, MobileAppInstallUrl FROM AppMenuItem";

    private readonly Dictionary<string, MenuItem> _byApp = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MenuItem> _byItem = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<MenuItem>> _byLabel = new(StringComparer.Ordinal);
    private readonly HashSet<string> _externalClientApps = new(StringComparer.Ordinal);

    private AppMenu() { }

    /// <summary>A list that could not be read.</summary>
    public static AppMenu Unread(UnreadPart reason) => new() { NotRead = reason };

    /// <summary>Why it could not be read; null where it was.</summary>
    public UnreadPart? NotRead { get; private init; }

    /// <summary>Why the names of External Client Apps could not be read; null if they were.</summary>
    public UnreadPart? ExternalClientAppsNotRead { get; private set; }

    /// <summary>Reads it.</summary>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<AppMenu> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        AppMenu menu = new();
        await foreach (
            JsonElement row in org.GetClient().QueryAsync(Query, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            bool mobile = Array.Exists(
                ["MobilePlatform", "MobileMinOsVer", "MobileAppVer", "MobileDeviceType", "MobileAppInstallUrl"],
                field => row.Text(field) is { Length: > 0 }
            );
            MenuItem item = new(
                row.Text("Id") ?? "",
                row.Text("ApplicationId"),
                row.Text("Label") ?? "",
                new AppMenuEntry(
                    row.Flag("IsVisible"),
                    row.Flag("IsUsingAdminAuthorization"),
                    row.Flag("CanvasEnabled"),
                    mobile,
                    row.Text("StartUrl")
                )
            );
            menu._byItem[SalesforceId.Short(item.Id)] = item;
            (
                menu._byLabel.TryGetValue(item.Label, out List<MenuItem>? others)
                    ? others
                    : menu._byLabel[item.Label] = []
            ).Add(item);
            if (item.ApplicationId is { Length: > 0 } app)
            {
                menu._byApp[SalesforceId.Short(app)] = item;
            }
        }

        await menu.ReadExternalClientAppsAsync(org, cancellation).ConfigureAwait(false);
        return menu;
    }

    /// <summary>
    /// Whether an External Client App has the label. Tokens of External Client Apps often name no menu item, and their
    /// logins have the app's name or label, so that the menu alone can't tell them from apps that are not installed
    /// (field reports of sfdx-hardis, which looks up the same two names).
    /// </summary>
    public bool IsExternalClientApp(string label) => _externalClientApps.Contains(label);

    private async Task ReadExternalClientAppsAsync(EcaOrg org, CancellationToken cancellation)
    {
        const string Source = "ExternalClientApplication";
        try
        {
            await foreach (
                JsonElement row in org.GetClient()
                    .QueryAsync($"SELECT DeveloperName, MasterLabel FROM {Source}", cancellation: cancellation)
                    .ConfigureAwait(false)
            )
            {
                _externalClientApps.UnionWith(
                    new[] { row.Text("DeveloperName"), row.Text("MasterLabel") }.OfType<string>()
                );
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            ExternalClientAppsNotRead = new SourceAccess(org).Refused(InventoryFacts.Default.Source(Source), error);
        }
    }

    /// <summary>The entry of an app; null where it has none.</summary>
    public MenuItem? OfApp(string? appId) => appId is null ? null : _byApp.GetValueOrDefault(SalesforceId.Short(appId));

    /// <summary>The id of the app whose entry this is; null where it is not known.</summary>
    public string? AppOf(string itemId) => _byItem.GetValueOrDefault(SalesforceId.Short(itemId))?.ApplicationId;

    /// <summary>The entries of apps of any kind that have the label.</summary>
    public IReadOnlyList<MenuItem> OfLabel(string label) =>
        _byLabel.TryGetValue(label, out List<MenuItem>? items) ? items : [];
}
