using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using EcaTools.Core.Metadata.Org;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Access.Grants;

/// <summary>
/// Carries out a change of access, 200 rows in a request (REST API Developer Guide: sObject Collections). Access is given
/// before other access is taken away, so that nobody is without it in between. Wherever a run ends, the next one
/// completes it.
/// </summary>
/// <param name="org">The org.</param>
public sealed class AccessChanger(EcaOrg org)
{
    private const int RowsAtOnce = 200;

    /// <summary>Carries the plan out, and tells what became of each row. A row that the org refuses does not stop the others.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellation">Stops it. A request that was sent may still be carried out.</param>
    /// <exception cref="EcaException">The errors of the wire.</exception>
    public async IAsyncEnumerable<AccessChangeResult> RunAsync(
        AccessChangePlan plan,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        bool isAppRefused = false;
        HashSet<string> incomplete = new(StringComparer.Ordinal);
        foreach (ImmutableArray<AccessChangeStep> phase in plan.Phases)
        {
            foreach (AccessChangeStep step in phase.Where(step => step.IsDone))
            {
                yield return Changed(
                    step,
                    step.IsGrant ? AccessChangeStatus.AlreadyGranted : AccessChangeStatus.AlreadyRevoked,
                    step.ExistingId
                );
            }

            bool IsKept(AccessChangeStep step) =>
                step is { MovedFrom: { } profile, Grant.IsProfile: true }
                && (isAppRefused || incomplete.Contains(profile) || plan.Problems.Length > 0);

            AccessChangeStep[] open = [.. phase.Where(step => !step.IsDone)];
            foreach (AccessChangeStep step in open.Where(IsKept))
            {
                yield return Changed(step, AccessChangeStatus.Kept, step.ExistingId);
            }

            foreach (AccessChangeStep[] batch in open.Where(step => !IsKept(step)).ToArray().Chunk(RowsAtOnce))
            {
                List<JsonElement> results = await SendAsync(batch, cancellation).ConfigureAwait(false);
                for (int i = 0; i < batch.Length; i++)
                {
                    if (StatusOf(batch[i], results[i]) is { } status)
                    {
                        yield return Changed(batch[i], status, results[i].Text("id") ?? batch[i].ExistingId);
                        continue;
                    }

                    isAppRefused |= batch[i].IsApp;
                    if (batch[i].MovedFrom is { } profile)
                    {
                        incomplete.Add(profile);
                    }

                    yield return new AccessChangeResult(
                        null,
                        await RefusalAsync(batch[i], results[i], cancellation).ConfigureAwait(false)
                    );
                }
            }
        }
    }

    private AccessChangeResult Changed(AccessChangeStep step, AccessChangeStatus status, string? id) =>
        new(step.ToChange(org.Alias, status, id), null);

    /// <summary>Sends one request. A batch is of one phase, so all of it is made or all of it is removed.</summary>
    private async Task<List<JsonElement>> SendAsync(AccessChangeStep[] batch, CancellationToken cancellation)
    {
        SalesforceClient client = org.GetClient();
        JsonElement answer;
        if (batch[0].IsGrant)
        {
            JsonObject body = new()
            {
                ["allOrNone"] = false,
                ["records"] = new JsonArray([.. batch.Select(step => (JsonNode)step.ToRecord())]),
            };
            answer = await client
                .SendJsonAsync(HttpMethod.Post, "composite/sobjects", body, cancellation)
                .ConfigureAwait(false);
        }
        else
        {
            string ids = string.Join(',', batch.Select(step => step.ExistingId));
            answer = await client
                .SendJsonAsync(HttpMethod.Delete, $"composite/sobjects?allOrNone=false&ids={ids}", null, cancellation)
                .ConfigureAwait(false);
        }

        List<JsonElement> results = answer.ValueKind == JsonValueKind.Array ? [.. answer.EnumerateArray()] : [];
        return results.Count == batch.Length
            ? results
            : throw GrantErrors.AccessChangeRefused(
                Quantity.Of(batch.Length, "row"),
                org.Alias,
                "the response does not have one result for each row"
            );
    }

    /// <summary>What became of a row; null if the org refused it. Somebody else may have done it meanwhile.</summary>
    private static AccessChangeStatus? StatusOf(AccessChangeStep step, JsonElement result)
    {
        if (result.Flag("success"))
        {
            return step.IsGrant ? AccessChangeStatus.Granted : AccessChangeStatus.Revoked;
        }

        return Code(result) switch
        {
            "DUPLICATE_VALUE" when step.IsGrant => AccessChangeStatus.AlreadyGranted,
            "ENTITY_IS_DELETED" or "NOT_FOUND" or "INVALID_CROSS_REFERENCE_KEY" when !step.IsGrant =>
                AccessChangeStatus.AlreadyRevoked,
            _ => null,
        };
    }

    private async Task<EcaException> RefusalAsync(
        AccessChangeStep step,
        JsonElement result,
        CancellationToken cancellation
    )
    {
        string raw = string.Join(
            "; ",
            result.Items("errors").Select(error => $"{Code(error)}: {error.Text("message")}")
        );
        bool isLicense =
            !step.IsApp
            && (
                Code(result) is "LICENSE_LIMIT_EXCEEDED" || raw.Contains("license", StringComparison.OrdinalIgnoreCase)
            );
        return isLicense
            ? GrantErrors.UserLicenseMissing(
                step.Grant.Name,
                step.Target.Name,
                await LicenseAsync(step.Target.Id, cancellation).ConfigureAwait(false),
                raw
            )
            : GrantErrors.AccessChangeRefused(step.ToString(), org.Alias, raw);
    }

    /// <summary>The user license of a user; null if it can't be read.</summary>
    private async Task<string?> LicenseAsync(string user, CancellationToken cancellation)
    {
        string soql = $"SELECT Profile.UserLicense.Name FROM User WHERE Id = {Soql.Text(user)}";
        try
        {
            await foreach (
                JsonElement row in org.GetClient().QueryAsync(soql, cancellation: cancellation).ConfigureAwait(false)
            )
            {
                return
                    row.TryGetProperty("Profile", out JsonElement profile)
                    && profile.ValueKind == JsonValueKind.Object
                    && profile.TryGetProperty("UserLicense", out JsonElement license)
                    && license.ValueKind == JsonValueKind.Object
                    ? license.Text("Name")
                    : null;
            }
        }
        catch (EcaException error) when (OrgRecordReader.IsRequestSpecific(error))
        {
            // It would only make the explanation fuller; the refusal itself is reported.
        }

        return null;
    }

    private static string? Code(JsonElement result)
    {
        JsonElement error = result.Items("errors").FirstOrDefault();
        return (error.ValueKind == JsonValueKind.Object ? error : result).Text("statusCode");
    }
}
