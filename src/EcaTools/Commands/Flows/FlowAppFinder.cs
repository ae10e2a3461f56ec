using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Flows;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Salesforce;
using EcaTools.Engine;

namespace EcaTools.Commands.Flows;

/// <summary>Finds the apps that -App only names: External Client Apps first, then Connected Apps. May be used by
/// several threads.</summary>
/// <param name="org">The org.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class FlowAppFinder(EcaOrg org, CancellationToken cancellation)
{
    private readonly Lazy<Task<List<ExternalClientApp>>> _apps = new(() => ReadAsync(org, cancellation));

    /// <summary>The app with all that a test needs; the same one if it is known already.</summary>
    /// <exception cref="Core.EcaException">AppNotFound, or an error of the org.</exception>
    public async Task<OAuthFlowApp> FindAsync(OAuthFlowApp app)
    {
        if (!app.IsOnlyNamed)
        {
            return app;
        }

        List<ExternalClientApp> apps = await _apps.Value.ConfigureAwait(false);
        if ((apps.Find(known => Is(known.Name)) ?? apps.Find(known => Is(known.Label))) is { } found)
        {
            return new OAuthFlowApp(found);
        }

        ConnectedAppSelection selection = new((name, label) => label is null || Is(name) || Is(label), [app.Name]);
        await foreach (
            ConnectedAppFile file in new ConnectedAppOrgReader(org, selection)
                .ReadAsync(cancellation)
                .ConfigureAwait(false)
        )
        {
            if (file.App is { } connected && (Is(connected.Name) || Is(connected.Label)))
            {
                return new OAuthFlowApp(connected);
            }
        }

        throw EngineErrors.AppNotFound(app.Name, org.Alias);

        bool Is(string name) => name.Equals(app.Name, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<List<ExternalClientApp>> ReadAsync(EcaOrg org, CancellationToken cancellation)
    {
        List<ExternalClientApp> apps = [];
        await foreach (
            ExternalClientApp app in new ExternalClientAppReader(org).ReadAsync(cancellation).ConfigureAwait(false)
        )
        {
            apps.Add(app);
        }

        return apps;
    }
}
