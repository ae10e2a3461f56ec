using System.Collections.Immutable;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory.Joins;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Access.Tokens;

/// <summary>Tells which app a token is of: by its menu item, or else by the label. Tokens of External Client Apps often
/// have no menu item (field report).</summary>
internal sealed class TokenApps
{
    private readonly AppMenu _menu;
    private readonly Dictionary<string, (string Name, AccessAppKind Kind)> _byId = new(StringComparer.Ordinal);
    private readonly ILookup<string, (string Id, string Name, AccessAppKind Kind)> _byLabel;

    private TokenApps(AppMenu menu, List<(string Id, string Name, string Label, AccessAppKind Kind)> apps)
    {
        _menu = menu;
        foreach ((string id, string name, _, AccessAppKind kind) in apps)
        {
            _byId[SalesforceId.Short(id)] = (name, kind);
        }

        _byLabel = apps.SelectMany(app =>
                new[] { app.Label, app.Name }
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Select(label => (label, App: (app.Id, app.Name, app.Kind)))
            )
            .ToLookup(app => app.label, app => app.App, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every app, by name and label; null if the apps could not be read.</summary>
    public IReadOnlyList<(string Name, string Label)>? All { get; private init; }

    /// <summary>Reads the apps of an org.</summary>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public static async Task<TokenApps> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        AppMenu menu = await OrgJoins.ReadMenuAsync(org, cancellation).ConfigureAwait(false);
        List<(string Id, string Name, string Label, AccessAppKind Kind)> apps = [];
        bool isRead = true;
        try
        {
            foreach (
                ExternalClientApp app in await new ExternalClientAppReader(org)
                    .ListAsync(cancellation)
                    .ConfigureAwait(false)
            )
            {
                if (app.Id is not null)
                {
                    apps.Add((app.Id, app.Name, app.Label, AccessAppKind.ExternalClientApp));
                }
            }

            ImmutableArray<FileProperties> connected = await new MetadataClient(org.GetClient())
                .ListAsync(["ConnectedApp"], cancellation)
                .ConfigureAwait(false);
            apps.AddRange(
                connected
                    .Where(file => file.Id is not null)
                    .Select(file =>
                        (
                            file.Id!,
                            file.FullName,
                            menu.OfApp(file.Id)?.Label ?? file.FullName,
                            AccessAppKind.ConnectedApp
                        )
                    )
            );
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            // The tokens keep the labels that they name their apps by.
            isRead = false;
        }

        return new TokenApps(menu, apps) { All = isRead ? apps.ConvertAll(app => (app.Name, app.Label)) : null };
    }

    /// <summary>A token with the app that it is of, if that is known.</summary>
    public EcaToken Name(EcaToken token, string? menuItem)
    {
        if (
            menuItem is not null
            && _menu.AppOf(menuItem) is { } id
            && _byId.TryGetValue(SalesforceId.Short(id), out (string Name, AccessAppKind Kind) app)
        )
        {
            return token with { App = app.Name, AppKind = app.Kind, AppId = id };
        }

        (string Id, string Name, AccessAppKind Kind)[] labelled = [.. _byLabel[token.Application]];
        return menuItem is null && labelled.Length == 1
            ? token with
            {
                App = labelled[0].Name,
                AppKind = labelled[0].Kind,
                AppId = labelled[0].Id,
            }
            : token;
    }
}
