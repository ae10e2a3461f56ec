using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Inventory.Joins;

/// <summary>The tokens of an org, counted by app: by the app's menu item where the row has one, else by its
/// label.</summary>
internal sealed class AppTokens
{
    private readonly Dictionary<string, TokenTally> _byItem = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenTally> _byLabel = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenTally> _allByLabel = new(StringComparer.Ordinal);
    private UnreadPart? _notRead;
    private bool _isUnread;

    private AppTokens() { }

    /// <summary>Tokens that could not be read.</summary>
    public static AppTokens Unread(UnreadPart reason) => new() { _notRead = reason, _isUnread = true };

    /// <summary>Reads and counts them.</summary>
    /// <param name="org">The org.</param>
    /// <param name="applications">The labels of the apps; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The org refuses, or an error of the wire.</exception>
    public static async Task<AppTokens> ReadAsync(
        EcaOrg org,
        IReadOnlyCollection<string>? applications,
        CancellationToken cancellation
    )
    {
        AppTokens tokens = new();
        OauthTokenReader reader = new(org);
        await foreach (OauthTokenRow row in reader.ReadAsync(applications, cancellation).ConfigureAwait(false))
        {
            if (row.MenuItemId is { } item)
            {
                Of(tokens._byItem, SalesforceId.Short(item)).Add(row);
            }
            else
            {
                Of(tokens._byLabel, row.Application).Add(row);
            }

            Of(tokens._allByLabel, row.Application).Add(row);
        }

        tokens._notRead = reader.NotRead;
        tokens._isUnread = reader.IsOwnRowsAlone;
        return tokens;
    }

    /// <summary>The tokens of an app (null where they were not read), and what is to be reported of that.</summary>
    public (ConnectedAppTokens? Tokens, UnreadPart? NotRead) Of(ConnectedApp app, AppMenu menu)
    {
        if (_isUnread)
        {
            return (null, _notRead);
        }

        // Without the menu a row's item leads nowhere, and labels are all there is.
        if (menu.NotRead is not null)
        {
            UnreadPart doubt = new(
                "OauthToken",
                $"The tokens were distinguished by the app's label alone, because AppMenuItem was not read: {menu.NotRead.Reason}"
            )
            {
                NextStep = menu.NotRead.NextStep,
            };
            return (
                _allByLabel.GetValueOrDefault(app.Label)?.Sum(isComplete: false)
                    ?? ConnectedAppTokens.None with
                    {
                        IsComplete = false,
                    },
                _notRead ?? doubt
            );
        }

        MenuItem? item = menu.OfApp(app.Id);
        TokenTally? own = item is null ? null : _byItem.GetValueOrDefault(SalesforceId.Short(item.Id));
        TokenTally? labeled = _byLabel.GetValueOrDefault(app.Label);
        if (own is null && labeled is not null && menu.OfLabel(app.Label).Count == 1)
        {
            return (labeled.Sum(_notRead is null), _notRead);
        }

        UnreadPart? unplaced = labeled is null
            ? _notRead
            : _notRead
                ?? new UnreadPart(
                    "OauthToken",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{labeled.Sum(isComplete: true).Count:N0} tokens name the app '{app.Label}' without saying which of the apps with that label."
                    )
                )
                {
                    NextStep = "Give the apps labels that tell them apart.",
                };
        return (own?.Sum(unplaced is null) ?? ConnectedAppTokens.None with { IsComplete = unplaced is null }, unplaced);
    }

    /// <summary>
    /// The apps that have tokens, or logged in by OAuth, and are not installed. None where the menu was not read: it
    /// alone tells them from installed ones.
    /// </summary>
    public IEnumerable<ConnectedApp> Uninstalled(EcaOrg org, AppMenu menu, LoginCounts logins) =>
        menu.NotRead is not null
            ? []
            : _byLabel
                .Keys.Union(logins.OAuthLabels, StringComparer.Ordinal)
                .Where(label => label.Length > 0 && menu.OfLabel(label).Count == 0 && !menu.IsExternalClientApp(label))
                .Order(StringComparer.Ordinal)
                .Select(label => Uninstalled(org, label, menu, logins));

    private ConnectedApp Uninstalled(EcaOrg org, string label, AppMenu menu, LoginCounts logins)
    {
        const string NoRecord = "The app is not installed here, so this org has no record of it.";
        const string NextStep =
            "Ask the publisher for an app that can be installed, or install this one under Setup > Connected Apps OAuth Usage.";
        ImmutableArray<UnreadPart> unread = [new UnreadPart("ConnectedApp", NoRecord) { NextStep = NextStep }];
        return new ConnectedApp
        {
            Name = label,
            Label = label,
            Source = org.Alias,
            Metadata = new MetadataRecord("ConnectedApp", []),
            Origin = ConnectedAppOrigin.Uninstalled,
            Tokens = _isUnread
                ? null
                : _byLabel.GetValueOrDefault(label)?.Sum(_notRead is null)
                    ?? ConnectedAppTokens.None with
                    {
                        IsComplete = _notRead is null,
                    },
            Access = [],
            NotRead =
            [
                .. unread,
                .. new[] { _notRead, logins.NotRead, menu.ExternalClientAppsNotRead }.OfType<UnreadPart>(),
            ],
        };
    }

    private static TokenTally Of(Dictionary<string, TokenTally> tallies, string key) =>
        tallies.TryGetValue(key, out TokenTally? tally) ? tally : tallies[key] = new TokenTally();
}
