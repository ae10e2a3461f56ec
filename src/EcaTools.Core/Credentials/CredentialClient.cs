using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Credentials;

/// <summary>
/// The Connect REST API of credentials: the consumers of External Client Apps, their pairs, and the staged pairs that
/// rotation needs (Salesforce Help: stage OAuth credentials). No error holds any part of a response, because each may
/// hold a secret.
/// </summary>
/// <param name="org">The org.</param>
public sealed class CredentialClient(EcaOrg org)
{
    /// <summary>The API version from which on there are staged credentials.</summary>
    internal static readonly ApiVersion StagingSince = new(65);

    private const string SettingsType = "ExternalClientAppSettings";
    private const string SettingsName = "ExternalClientApp";
    private const string Switch = "enableClientSecretInRestApiAccess";
    private const string AppQuery =
        "SELECT Id, DeveloperName, NamespacePrefix, DistributionState FROM ExternalClientApplication";

    private readonly SalesforceClient _client = org.GetClient();

    /// <summary>Finds an app by its name or id where its object does not tell its id.</summary>
    /// <exception cref="EcaException"><c>WrongOrg</c>, <c>AppNotFound</c>, or an error of the
    /// wire.</exception>
    public async Task<EcaAppIdentity> FindAsync(EcaAppIdentity app, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.OrgAlias is { } alias && !alias.Equals(org.Alias, StringComparison.OrdinalIgnoreCase))
        {
            throw CredentialErrors.CredentialAppOfOtherOrg(app, org.Alias);
        }

        if (app.Id is not null)
        {
            return app;
        }

        if (!app.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            throw CredentialErrors.CredentialAppNotFound(app.Name, org.Alias);
        }

        bool isId = app.Name.Length is 15 or 18 && app.Name.StartsWith("0xI", StringComparison.Ordinal);
        string[] parts = app.Name.Split("__", 2);
        string condition;
        if (isId)
        {
            condition = $"Id = '{app.Name}'";
        }
        else if (parts.Length == 2)
        {
            condition = $"NamespacePrefix = '{parts[0]}' AND DeveloperName = '{parts[1]}'";
        }
        else
        {
            condition = $"DeveloperName = '{app.Name}'";
        }

        await foreach (
            JsonElement record in _client
                .QueryAsync($"{AppQuery} WHERE {condition}", cancellation: cancellation)
                .ConfigureAwait(false)
        )
        {
            // Without a namespace in the name, a local app is meant.
            if (record.Text("Id") is not null && (isId || parts.Length == 2 || record.Text("NamespacePrefix") is null))
            {
                return Identity(app, record);
            }
        }

        throw CredentialErrors.CredentialAppNotFound(app.Name, org.Alias);
    }

    /// <summary>All External Client Apps of the org.</summary>
    /// <exception cref="EcaException">An error of the org.</exception>
    internal async Task<ImmutableArray<EcaAppIdentity>> ListAppsAsync(CancellationToken cancellation)
    {
        ImmutableArray<EcaAppIdentity>.Builder apps = ImmutableArray.CreateBuilder<EcaAppIdentity>();
        await foreach (
            JsonElement record in _client.QueryAsync(AppQuery, cancellation: cancellation).ConfigureAwait(false)
        )
        {
            if (record.Text("Id") is { } id)
            {
                apps.Add(Identity(new EcaAppIdentity(id), record));
            }
        }

        return apps.ToImmutable();
    }

    /// <summary>The consumers of an app, with their keys; only the one that the identity means, where it means
    /// one.</summary>
    /// <param name="app">The app, as <see cref="FindAsync"/> gives it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>SecretAccessOff</c>, <c>SecretAccessDenied</c>, <c>AppHasNoOAuth</c>, or an error of the wire.</exception>
    public async Task<ImmutableArray<EcaConsumer>> ListConsumersAsync(
        EcaAppIdentity app,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(app);
        string path = $"apps/oauth/credentials/{app.Id}";
        (JsonElement? answer, EcaException? missing) = await MatchOrgRecordsAsync(path, cancellation)
            .ConfigureAwait(false);
        ImmutableArray<EcaConsumer> consumers =
        [
            .. answer is not { } found
                ? []
                : found
                    .Items("consumers")
                    .Select(item => (Id: item.Text("id"), Key: item.Text("key"), Name: item.Text("name")))
                    .Where(item =>
                        item is { Id: not null, Key: not null }
                        && (
                            app.ConsumerId is not { } wanted
                            || SalesforceId.Short(wanted) == SalesforceId.Short(item.Id)
                        )
                    )
                    .Select(item => new EcaConsumer
                    {
                        OrgAlias = org.Alias,
                        App = app.Name,
                        AppId = app.Id!,
                        ConsumerId = item.Id!,
                        ConsumerName = item.Name ?? item.Id!,
                        ConsumerKey = item.Key!,
                    }),
        ];
        return consumers.IsEmpty ? throw CredentialErrors.AppHasNoCredentials(app.Name, org.Alias, missing) : consumers;
    }

    /// <summary>A consumer's own pair.</summary>
    /// <exception cref="EcaException"><c>SecretNotGiven</c>, and those of <see cref="ListConsumersAsync"/>.</exception>
    public async Task<EcaCredential> GetCurrentAsync(EcaConsumer consumer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        (JsonElement? answer, EcaException? missing) = await MatchOrgRecordsAsync(
                $"{PathOf(consumer)}?part=keyandsecret",
                cancellation
            )
            .ConfigureAwait(false);
        EcaCredential pair = answer is { } found
            ? Pair(consumer, found, EcaCredentialState.Current)
            : throw CredentialErrors.AppHasNoCredentials(consumer.App, org.Alias, missing);
        return pair.Secret.Length > 0 ? pair : throw CredentialErrors.SecretNotGiven(consumer);
    }

    /// <summary>A consumer's second pair, staged, previous or expired; null where it has none. Its secret is empty
    /// where the org gives none.</summary>
    /// <exception cref="EcaException"><c>ApiVersionNotSupported</c>, and those of
    /// <see cref="ListConsumersAsync"/>.</exception>
    public async Task<EcaCredential?> GetSecondAsync(EcaConsumer consumer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        return org.ApiVersion < StagingSince
            ? throw CredentialErrors.StagingNeedsNewerApi(org, StagingSince)
            : (await GetStagedAsync(consumer, cancellation).ConfigureAwait(false))?.Credential;
    }

    /// <summary>Whether the org's switch lets consumer secrets out by REST; null where the settings can't be
    /// read.</summary>
    public async Task<bool?> IsSecretAccessOnAsync(CancellationToken cancellation = default) =>
        await SettingsAsync(cancellation).ConfigureAwait(false) is { } settings
            ? settings.Text(Switch) is "true"
            : null;

    /// <summary>Switches the org's REST access to consumer secrets off; every other setting of the record stays as it
    /// is.</summary>
    /// <returns>Whether it was on.</returns>
    /// <exception cref="EcaException"><c>SecretAccessNotSwitchedOff</c>, whatever went wrong: it says that the switch
    /// may still be on.</exception>
    public async Task<bool> DisableSecretAccessAsync(CancellationToken cancellation = default)
    {
        try
        {
            return await SwitchOffAsync(cancellation).ConfigureAwait(false);
        }
        catch (EcaException failed) when (failed.ErrorId != nameof(CredentialErrors.SecretAccessNotSwitchedOff))
        {
            throw CredentialErrors.SecretAccessNotSwitchedOff(org, failed.Message, failed);
        }
    }

    /// <summary>Switches the org's REST access to consumer secrets off, within a time.</summary>
    /// <returns>Whether it was on.</returns>
    /// <exception cref="EcaException"><c>SecretAccessNotSwitchedOff</c>, also if the time was not enough.</exception>
    public async Task<bool> DisableSecretAccessAsync(TimeSpan limit)
    {
        using CancellationTokenSource end = new(limit, _client.Wire.Options.TimeProvider);
        try
        {
            return await DisableSecretAccessAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw CredentialErrors.SecretAccessNotSwitchedOff(
                org,
                $"the org did not respond within {limit.TotalSeconds:0} seconds."
            );
        }
    }

    private async Task<bool> SwitchOffAsync(CancellationToken cancellation)
    {
        XElement settings =
            await SettingsAsync(cancellation).ConfigureAwait(false)
            ?? throw CredentialErrors.SecretAccessNotSwitchedOff(org, $"the settings {SettingsName} can't be read.");
        if (settings.Child(Switch) is not { Value: "true" } on)
        {
            return false;
        }

        on.Value = "false";
        await foreach (
            MetadataSaveResult result in new MetadataClient(_client)
                .UpdateAsync(SettingsType, [settings], cancellation)
                .ConfigureAwait(false)
        )
        {
            if (!result.Success)
            {
                throw CredentialErrors.SecretAccessNotSwitchedOff(org, string.Join("; ", result.Errors));
            }
        }

        return true;
    }

    /// <summary>The consumer's second pair; null where it has none. Its secret is empty where the org gives
    /// none.</summary>
    /// <exception cref="EcaException">As for <see cref="GetCurrentAsync"/>.</exception>
    internal async Task<StagedPair?> GetStagedAsync(EcaConsumer consumer, CancellationToken cancellation)
    {
        (JsonElement? answer, _) = await MatchOrgRecordsAsync($"{PathOf(consumer)}/staged", cancellation)
            .ConfigureAwait(false);
        return answer is { } found ? Staged(consumer, found) : null;
    }

    /// <summary>Stages a new key and secret. There must be no second pair yet.</summary>
    /// <exception cref="EcaException"><c>ChangeOutcomeUnknown</c>: it may be staged or not. Else as for
    /// <see cref="GetCurrentAsync"/>.</exception>
    internal async Task<StagedPair> StageAsync(EcaConsumer consumer, CancellationToken cancellation)
    {
        // Without a body, which the command does not need, some servers wait for one (field report).
        (ApiRequest request, ApiResponse answer) = await ChangeAsync(
                HttpMethod.Post,
                $"{PathOf(consumer)}/staged",
                new JsonObject(),
                cancellation
            )
            .ConfigureAwait(false);
        return Staged(consumer, Read(request, answer)) ?? throw NotUnderstood(request, answer);
    }

    /// <summary>Makes a staged pair the consumer's own. The pair that it replaces takes its place.</summary>
    /// <returns>The pair that was replaced; null where the response does not show it.</returns>
    /// <exception cref="EcaException"><c>ChangeOutcomeUnknown</c>: it may be promoted or not. <c>NotFound</c> or
    /// <c>RequestRefused</c>: it is not there, or not to be promoted.</exception>
    internal async Task<StagedPair?> PromoteAsync(EcaConsumer consumer, string stagedId, CancellationToken cancellation)
    {
        (ApiRequest request, ApiResponse answer) = await ChangeAsync(
                HttpMethod.Patch,
                $"{PathOf(consumer)}/staged/{stagedId}",
                new JsonObject { ["command"] = "rotate" },
                cancellation
            )
            .ConfigureAwait(false);

        // What the response holds is not documented beyond its type, so one that shows no replaced pair is not an error.
        return
            answer.Body.Length > 0
            && Staged(consumer, Read(request, answer)) is { Credential.State: EcaCredentialState.Previous } previous
            ? previous
            : null;
    }

    /// <summary>Ends a staged or previous pair at once. One that is not there any more is ended already. Should the
    /// answer be lost, the org is asked whether it did.</summary>
    /// <exception cref="EcaException"><c>ChangeOutcomeUnknown</c>: the pair is still there.</exception>
    internal async Task DeleteStagedAsync(EcaConsumer consumer, string stagedId, CancellationToken cancellation)
    {
        try
        {
            await ChangeAsync(HttpMethod.Delete, $"{PathOf(consumer)}/staged/{stagedId}", null, cancellation)
                .ConfigureAwait(false);
        }
        catch (EcaException gone) when (gone.ErrorId == nameof(SalesforceErrors.NotFound))
        {
            // It is ended already, which is what was asked for.
        }
        catch (EcaException lost) when (lost.ErrorId == nameof(SalesforceErrors.ChangeOutcomeUnknown))
        {
            if ((await GetStagedAsync(consumer, cancellation).ConfigureAwait(false))?.Id == stagedId)
            {
                throw;
            }
        }
    }

    private EcaAppIdentity Identity(EcaAppIdentity app, JsonElement record)
    {
        string name = record.Text("DeveloperName") ?? app.Name;
        return app with
        {
            Name = record.Text("NamespacePrefix") is { } prefix ? $"{prefix}__{name}" : name,
            Id = record.Text("Id"),
            OrgAlias = org.Alias,
            DistributionState = record.Text("DistributionState"),
        };
    }

    private static string PathOf(EcaConsumer consumer) =>
        $"apps/oauth/credentials/{consumer.AppId}/{consumer.ConsumerId}";

    /// <summary>The response of a resource, or the error that says that it is not there.</summary>
    private async Task<(JsonElement? Answer, EcaException? Missing)> MatchOrgRecordsAsync(
        string path,
        CancellationToken cancellation
    )
    {
        ApiRequest request = _client.Request(HttpMethod.Get, path);
        try
        {
            return (Read(request, await _client.Wire.SendAsync(request, cancellation).ConfigureAwait(false)), null);
        }
        catch (EcaException missing) when (missing.ErrorId == nameof(SalesforceErrors.NotFound))
        {
            return (null, missing);
        }
        catch (EcaException refused) when (IsAboutAccess(refused))
        {
            throw await WhyAsync(refused, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<(ApiRequest Request, ApiResponse Answer)> ChangeAsync(
        HttpMethod method,
        string path,
        JsonNode? body,
        CancellationToken cancellation
    )
    {
        ApiRequest request = _client.Request(method, path) with
        {
            Body = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body),
        };
        try
        {
            return (request, await _client.Wire.SendAsync(request, cancellation).ConfigureAwait(false));
        }
        catch (EcaException refused) when (IsAboutAccess(refused))
        {
            throw await WhyAsync(refused, cancellation).ConfigureAwait(false);
        }
    }

    private static bool IsAboutAccess(EcaException error) =>
        error.ErrorId is nameof(SalesforceErrors.FeatureNotEnabled) or nameof(SalesforceErrors.PermissionDenied);

    /// <summary>The org says the same whether the switch is off or the permission is missing; its settings tell
    /// which.</summary>
    private async Task<EcaException> WhyAsync(EcaException refused, CancellationToken cancellation)
    {
        try
        {
            return await IsSecretAccessOnAsync(cancellation).ConfigureAwait(false) switch
            {
                false => CredentialErrors.SecretAccessOff(org, refused),
                true => CredentialErrors.SecretPermissionMissing(org, refused),
                null => CredentialErrors.SecretAccessDenied(org, refused),
            };
        }
        catch (EcaException)
        {
            // Whoever may not read the settings gets both errors.
            return CredentialErrors.SecretAccessDenied(org, refused);
        }
    }

    private async Task<XElement?> SettingsAsync(CancellationToken cancellation)
    {
        await foreach (
            XElement record in new MetadataClient(_client)
                .ReadAsync(SettingsType, [SettingsName], cancellation)
                .ConfigureAwait(false)
        )
        {
            return record;
        }

        return null;
    }

    private JsonElement Read(ApiRequest request, ApiResponse answer)
    {
        try
        {
            JsonElement json = JsonSerializer.Deserialize<JsonElement>(answer.Body);
            return json.ValueKind == JsonValueKind.Object ? json : throw NotUnderstood(request, answer);
        }
        catch (JsonException)
        {
            throw NotUnderstood(request, answer);
        }
    }

    /// <summary>Without the body, which may hold a secret.</summary>
    private EcaException NotUnderstood(ApiRequest request, ApiResponse answer) =>
        _client.Wire.NotUnderstood(request, answer with { Body = [] });

    /// <summary>The pair in a collection of staged credentials, or the bare object that some orgs were seen to give
    /// (field report).</summary>
    private static StagedPair? Staged(EcaConsumer consumer, JsonElement answer)
    {
        JsonElement item = answer.TryGetProperty("stagedCredentials", out _)
            ? answer.Items("stagedCredentials").FirstOrDefault()
            : answer;
        if (item.Text("id") is not { } id || item.Text("key") is null)
        {
            return null;
        }

        EcaCredentialState state = item.Text("state") switch
        {
            "Rotated" => EcaCredentialState.Previous,
            "Expired" => EcaCredentialState.Expired,
            _ => EcaCredentialState.Staged,
        };
        return new StagedPair(
            id,
            Pair(consumer, item, state),
            item.Text("createdBy"),
            Date(item, "createdDate"),
            Date(item, "expirationDate")
        );
    }

    /// <summary>The pair; its secret is empty where the org gives none, which only matters to whoever needs
    /// it.</summary>
    private static EcaCredential Pair(EcaConsumer consumer, JsonElement pair, EcaCredentialState state)
    {
        string key = pair.Text("key") ?? throw CredentialErrors.SecretNotGiven(consumer);
        SecureString secure = new NetworkCredential("", pair.ExactText("secret")).SecurePassword;
        secure.MakeReadOnly();
        return new EcaCredential
        {
            OrgAlias = consumer.OrgAlias,
            App = consumer.App,
            AppId = consumer.AppId,
            ConsumerId = consumer.ConsumerId,
            ConsumerName = consumer.ConsumerName,
            ConsumerKey = key,
            Secret = secure,
            State = state,
        };
    }

    private static DateTimeOffset? Date(JsonElement item, string name) =>
        DateTimeOffset.TryParse(
            item.Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset date
        )
            ? date
            : null;
}
