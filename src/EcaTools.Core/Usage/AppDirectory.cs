using System.Collections.Immutable;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Usage;

/// <summary>
/// The apps of an org by what sources call them: a label, a menu item, an id. Only Connected Apps are of interest, and External Client Apps if they are included; what
/// is certainly of something else (an External Client App, a page of the org) is distinguished from what is not known here.
/// </summary>
internal sealed class AppDirectory
{
    /// <summary>What callers of SOAP login() are listed under: they log in with a user's password and no app.</summary>
    public const string SoapLoginLabel = "(SOAP login, no app)";

    private const string ExternalClientAppConsumer = "888";

    private readonly Dictionary<string, string> _nameById = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _namesByLabel = new(StringComparer.Ordinal);
    private readonly AppMenu _menu;
    private readonly ConnectedAppSelection _selection;
    private readonly bool _includesExternalClientApps;

    private AppDirectory(AppMenu menu, ConnectedAppSelection selection, bool includesExternalClientApps) =>
        (_menu, _selection, _includesExternalClientApps) = (menu, selection, includesExternalClientApps);

    /// <summary>What kept labels from being known; null where they are.</summary>
    public UnreadPart? NotRead => _menu.NotRead;

    /// <summary>The labels of the apps where they were named one by one; null where others may be wanted, or labels are
    /// not known.</summary>
    public ImmutableArray<string>? WantedLabels =>
        _selection.Exact is not { } exact || _menu.NotRead is not null
            ? null
            :
            [
                .. _namesByLabel
                    .Where(label => label.Value.Exists(name => _selection.Matches(name, label.Key)))
                    .Select(label => label.Key)
                    .Union(exact, StringComparer.Ordinal),
            ];

    /// <summary>Reads the org's apps.</summary>
    /// <param name="org">The org.</param>
    /// <param name="selection">Which apps are wanted.</param>
    /// <param name="includesExternalClientApps">Whether External Client Apps are wanted, too.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire.</exception>
    public static async Task<AppDirectory> ReadAsync(
        EcaOrg org,
        ConnectedAppSelection selection,
        bool includesExternalClientApps,
        CancellationToken cancellation
    )
    {
        Task<AppMenu> readMenu = OrgJoins.ReadMenuAsync(org, cancellation);
        ImmutableArray<FileProperties> listed = await new MetadataClient(org.GetClient())
            .ListAsync(["ConnectedApp"], cancellation)
            .ConfigureAwait(false);
        AppDirectory directory = new(await readMenu.ConfigureAwait(false), selection, includesExternalClientApps);
        foreach (FileProperties file in listed.Where(file => file.Id is not null))
        {
            directory._nameById[SalesforceId.Short(file.Id!)] = file.FullName;
            string? known = directory._menu.OfApp(file.Id)?.Label;

            // An app that nobody uses is there all the same: whoever asked for it by name must not be told otherwise.
            selection.Matches(file.FullName, known);
            if (known is { } label)
            {
                (
                    directory._namesByLabel.TryGetValue(label, out List<string>? others)
                        ? others
                        : directory._namesByLabel[label] = []
                ).Add(file.FullName);
            }
        }

        return directory;
    }

    /// <summary>What stands for the app of callers of SOAP login(); null where only apps of other names are
    /// wanted.</summary>
    public AppIdentity? SoapLogin() =>
        new AppIdentity(Name: null, SoapLoginLabel, []) is var app && IsWanted(app) ? app : null;

    /// <summary>The app that a source calls by its label; null where that is not a caller of a wanted Connected
    /// App.</summary>
    /// <param name="label">The label.</param>
    /// <param name="isOAuth">Whether it came by OAuth, so that a label of no app here may be that of an app that is not
    /// installed.</param>
    public AppIdentity? OfLabel(string label, bool isOAuth)
    {
        ImmutableArray<string> names = _namesByLabel.TryGetValue(label, out List<string>? found)
            ? [.. found.Order(StringComparer.Ordinal)]
            : [];
        int all = _menu.OfLabel(label).Count;
        AppIdentity? app = null;
        if (names.Length == 1 && all == 1)
        {
            app = new AppIdentity(names[0], label, []);
        }
        else if (names.Length > 0)
        {
            app = new AppIdentity(Name: null, label, names);
        }
        else if (IsIncludedExternalClientApp(label))
        {
            app = new AppIdentity(Name: null, label, []);
        }
        else if (all == 0 && isOAuth && !_menu.IsExternalClientApp(label))
        {
            // A label of another app's menu item is that app's; one of none may be of an app that is not installed.
            app = new AppIdentity(Name: null, label, []);
        }

        return app is not null && IsWanted(app) ? app : null;
    }

    /// <summary>The app of a menu item.</summary>
    public AppIdentity? OfMenuItem(string itemId, string label)
    {
        if (_menu.AppOf(itemId) is { } app)
        {
            return OfId(app, label);
        }

        return _menu.NotRead is null ? null : OfLabel(label, isOAuth: true);
    }

    /// <summary>The app with an id; null where it is none, or not wanted.</summary>
    public AppIdentity? OfId(string id, string? label)
    {
        AppIdentity? app;
        if (_nameById.TryGetValue(SalesforceId.Short(id), out string? name))
        {
            app = new AppIdentity(name, label, []);
        }
        else if (label is not null && IsIncludedExternalClientApp(label))
        {
            app = new AppIdentity(Name: null, label, []);
        }
        else if (id.StartsWith(ExternalClientAppConsumer, StringComparison.Ordinal) || _menu.OfApp(id) is not null)
        {
            app = null;
        }
        else
        {
            app = new AppIdentity(Name: null, label, []);
        }

        return app is not null && IsWanted(app) ? app : null;
    }

    private bool IsIncludedExternalClientApp(string label) =>
        _includesExternalClientApps && _menu.IsExternalClientApp(label);

    private bool IsWanted(AppIdentity app) =>
        app.Candidates.IsEmpty
            ? _selection.Matches(app.Name ?? app.Label ?? "", app.Label ?? "")
            : app.Candidates.Any(name => _selection.Matches(name, app.Label ?? ""));
}
