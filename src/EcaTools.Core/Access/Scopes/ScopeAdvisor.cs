using System.Collections.Immutable;
using EcaTools.Core.Access.Tokens;
using EcaTools.Core.Csv;
using EcaTools.Core.EventLogs;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Usage;

namespace EcaTools.Core.Access.Scopes;

/// <summary>Recommends scopes by the traffic of event log files, of an org or from disk.</summary>
public sealed class ScopeAdvisor
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<UnreadPart> _notRead = [];
    private readonly Func<string, string?, string?> _nameOf;
    private readonly ScopeTrafficReader _traffic;

    /// <summary>Begins.</summary>
    /// <param name="wants">Whether an app is wanted, by its name and label.</param>
    public ScopeAdvisor(Func<string, string, bool> wants)
    {
        _nameOf = (id, label) =>
        {
            string name = _names.GetValueOrDefault(id) ?? label ?? id;
            return wants(name, label ?? name) ? name : null;
        };
        _traffic = new ScopeTrafficReader(_nameOf);
    }

    /// <summary>How many calls named no app, so that they count for none.</summary>
    public long WithoutApp => _traffic.WithoutApp;

    /// <summary>Counts the calls of an event log file on disk.</summary>
    /// <exception cref="EcaException"><c>EventLogNotReadable</c>, <c>FileNotReadable</c>,
    /// <c>CsvMalformed</c>.</exception>
    public async Task AddFileAsync(string path, CancellationToken cancellation = default)
    {
        try
        {
            // A file that turns out to be broken counts for nothing.
            ScopeTrafficReader file = new(_nameOf);
            using StreamReader text = new(path);
            await file.ReadAsync(text, path, cancellation).ConfigureAwait(false);
            _traffic.Add(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw EventLogErrors.EventLogNotOpened(path, error);
        }
    }

    /// <summary>Counts the calls and refresh tokens of an org.</summary>
    /// <param name="org">The org.</param>
    /// <param name="since">The oldest day to look at.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">The errors of the wire that no further request would escape.</exception>
    public async Task AddOrgAsync(EcaOrg org, DateTimeOffset since, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(org);
        foreach (
            FileProperties listed in await new MetadataClient(org.GetClient())
                .ListAsync(["ConnectedApp"], cancellation)
                .ConfigureAwait(false)
        )
        {
            _names[SalesforceId.Short(listed.Id ?? "")] = listed.FullName;
        }

        foreach (
            ExternalClientApp app in await new ExternalClientAppReader(org)
                .ListAsync(cancellation)
                .ConfigureAwait(false)
        )
        {
            _names[SalesforceId.Short(app.Id ?? "")] = app.Name;
        }

        await TryAsync("EventLogFile", () => ReadLogsAsync(org, since, cancellation)).ConfigureAwait(false);
        await TryAsync("OauthToken", () => ReadTokensAsync(org, since, cancellation)).ConfigureAwait(false);
    }

    /// <summary>The recommendations, in the order of the apps.</summary>
    /// <param name="scopesOf">The scopes that an app has; null if they are not known.</param>
    public IEnumerable<EcaScopeRecommendation> Recommend(Func<string, IReadOnlyCollection<string>?> scopesOf) =>
        _traffic
            .Apps.OrderBy(app => app.Key, StringComparer.Ordinal)
            .Select(app => app.Value.Recommend(scopesOf(app.Key), _traffic.Window, [.. _notRead]));

    private async Task ReadLogsAsync(EcaOrg org, DateTimeOffset since, CancellationToken cancellation)
    {
        foreach (
            (string id, string name) in await EventLogUsageReader
                .FilesAsync(org, since, cancellation)
                .ConfigureAwait(false)
        )
        {
            ScopeTrafficReader file = new(_nameOf);
            await org.GetClient()
                .ReadStreamAsync(
                    $"sobjects/EventLogFile/{id}/LogFile",
                    async (stream, stop) =>
                    {
                        // Anew for each attempt: what a broken one counted is forgotten.
                        file = new ScopeTrafficReader(_nameOf);
                        using StreamReader text = new(stream, leaveOpen: true);
                        await file.ReadAsync(text, $"{org.Alias}: {name}", stop).ConfigureAwait(false);
                    },
                    cancellation
                )
                .ConfigureAwait(false);
            _traffic.Add(file);
        }
    }

    private async Task ReadTokensAsync(EcaOrg org, DateTimeOffset since, CancellationToken cancellation)
    {
        EcaTokenReader reader = new(org);
        await foreach (EcaToken token in reader.ReadAsync(new TokenFilter(), cancellation).ConfigureAwait(false))
        {
            // An app without calls is not recommended anything, whatever tokens it has.
            if (
                token is { App: { } app, LastUsed: { } last, UseCount: > 0 }
                && last >= since
                && _traffic.Apps.ContainsKey(app)
            )
            {
                _traffic.Of(app).AddRefresh(token.UseCount, last);
            }
        }

        if (reader.NotRead is { } part)
        {
            _notRead.Add(part);
        }
    }

    private async Task TryAsync(string source, Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (EcaException error)
            when (OrgRecordReader.IsRequestSpecific(error)
                || error.ErrorId
                    is nameof(CsvErrors.CsvMalformed)
                        or nameof(EventLogs.EventLogErrors.EventLogNotReadable)
            )
        {
            _notRead.Add(new UnreadPart(source, error.Message) { NextStep = error.NextStep });
        }
    }
}
