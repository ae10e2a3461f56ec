using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Access.Proof;

/// <summary>
/// The differential proof: what a token of the old app may do against what one of the new app may, by requests that only
/// read, and what the two apps are set to. Each thing that was compared is reported, equal ones too.
/// </summary>
/// <param name="org">The org of both.</param>
public sealed class EcaAccessComparer(EcaOrg org)
{
    /// <summary>More objects than that are described only if they are named: each takes two requests.</summary>
    private const int MostObjects = 100;

    /// <summary>Compares.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException"><c>ParameterInvalid</c> before anything is sent, <c>SessionExpired</c>,
    /// <c>AppNotFound</c>, or the errors of the wire.</exception>
    public async IAsyncEnumerable<EcaAccessDifference> CompareAsync(
        AccessProofRequest request,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ImmutableArray<string> probes = [.. request.Probes.Select(PathOf)];
        if (request is { ReferenceToken: { } referenceToken, DifferenceToken: { } differenceToken })
        {
            using TokenView old = new(org, referenceToken, "reference");
            using TokenView current = new(org, differenceToken, "difference");
            await foreach (
                EcaAccessDifference found in TokensAsync(request, probes, old, current, cancellation)
                    .ConfigureAwait(false)
            )
            {
                yield return found with
                {
                    App = request.ReferenceApp,
                };
            }
        }

        if (request is { ReferenceApp: { } oldApp, DifferenceApp: { } newApp })
        {
            ImmutableArray<EcaAccessDifference> ofApps = await new AppPolicyView(org)
                .CompareAsync(oldApp, newApp, cancellation)
                .ConfigureAwait(false);
            foreach (EcaAccessDifference found in ofApps)
            {
                yield return NotGrantable(found, request.DifferenceFlow) with
                {
                    App = oldApp,
                };
            }
        }
    }

    /// <summary>The path of a probe.</summary>
    /// <exception cref="EcaException"><c>ParameterInvalid</c>.</exception>
    private static string PathOf(string probe)
    {
        string[] words = probe.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        string path =
            words.Length == 2 && words[0].Equals("GET", StringComparison.OrdinalIgnoreCase) ? words[1] : probe.Trim();
        string plain = Uri.UnescapeDataString(path.Split('?')[0]);
        bool isPath = path.Length > 0 && !path.Contains(' ', StringComparison.Ordinal);
        return
            isPath
            && !AccessProofFacts.Default.WritingPaths.Any(part =>
                plain.Contains(part, StringComparison.OrdinalIgnoreCase)
            )
            ? path
            : throw ProofErrors.ProbeWouldWrite(probe);
    }

    private static async IAsyncEnumerable<EcaAccessDifference> TokensAsync(
        AccessProofRequest request,
        ImmutableArray<string> probes,
        TokenView old,
        TokenView current,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        JsonElement before = await old.IdentityAsync(cancellation).ConfigureAwait(false);
        JsonElement after = await current.IdentityAsync(cancellation).ConfigureAwait(false);
        yield return EcaAccessDifference.Of(
            AccessArea.Identity,
            "organization",
            before.Text("organization_id") ?? "",
            after.Text("organization_id") ?? ""
        );
        yield return EcaAccessDifference.Of(
            AccessArea.Identity,
            "user",
            before.Text("preferred_username") ?? before.Text("user_id") ?? "",
            after.Text("preferred_username") ?? after.Text("user_id") ?? ""
        );
        TokenIntrospection? ofOld = await old.IntrospectAsync(request.Credentials, cancellation).ConfigureAwait(false);
        TokenIntrospection? ofNew = await current
            .IntrospectAsync(request.Credentials, cancellation)
            .ConfigureAwait(false);
        foreach (EcaAccessDifference found in Scopes(ofOld, ofNew).Append(Lifetime(ofOld, ofNew)))
        {
            yield return NotGrantable(found, request.DifferenceFlow);
        }

        foreach (AccessProofFacts.FamilyFact family in AccessProofFacts.Default.Families)
        {
            ApiResponse first = await old.GetAsync(family.Path, cancellation).ConfigureAwait(false);
            ApiResponse second = await current.GetAsync(family.Path, cancellation).ConfigureAwait(false);
            yield return Reach(
                new EcaAccessDifference(AccessArea.ApiFamily, family.Name, AccessDifferenceKind.Same),
                (first, old.CodeOf(first)),
                (second, current.CodeOf(second))
            );
        }

        await foreach (
            EcaAccessDifference found in DescribedAsync(request.Objects, old, current, cancellation)
                .ConfigureAwait(false)
        )
        {
            yield return found;
        }

        foreach (string probe in probes)
        {
            ApiResponse first = await old.GetAsync(probe, cancellation).ConfigureAwait(false);
            ApiResponse second = await current.GetAsync(probe, cancellation).ConfigureAwait(false);
            yield return Reach(
                new EcaAccessDifference(AccessArea.Probe, probe, AccessDifferenceKind.Same),
                (first, old.CodeOf(first) + Rows(first)),
                (second, current.CodeOf(second) + Rows(second))
            );
        }
    }

    private static IEnumerable<EcaAccessDifference> Scopes(TokenIntrospection? old, TokenIntrospection? current)
    {
        if (old?.Scope is not { } before || current?.Scope is not { } after)
        {
            return
            [
                new EcaAccessDifference(AccessArea.Scope, "granted scopes", AccessDifferenceKind.Skipped)
                {
                    Reason =
                        "No app with its consumer secret could introspect both tokens, and they are not JWTs. Give the credentials of both apps with -Credential.",
                },
            ];
        }

        string[] had = before.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] has = after.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return had.Union(has, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(scope =>
                EcaAccessDifference.Of(
                    AccessArea.Scope,
                    scope,
                    had.Contains(scope, StringComparer.Ordinal) ? scope : null,
                    has.Contains(scope, StringComparer.Ordinal) ? scope : null
                )
            );
    }

    private static EcaAccessDifference Lifetime(TokenIntrospection? old, TokenIntrospection? current) =>
        old?.Lifetime is { } before && current?.Lifetime is { } after
            ? EcaAccessDifference.Of(AccessArea.TokenLifetime, "access token", Text(before), Text(after))
            : new EcaAccessDifference(AccessArea.TokenLifetime, "access token", AccessDifferenceKind.Skipped)
            {
                Reason = "How long the tokens are good is reported by introspection alone. Give -Credential.",
            };

    private static string Text(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes");

    private static EcaAccessDifference NotGrantable(EcaAccessDifference found, OAuthFlow? flow) =>
        found is { Kind: AccessDifferenceKind.Lost, Area: AccessArea.Scope or AccessArea.AppScope }
        && ScopeName.IsNeverGranted(flow, found.Name)
            ? found with
            {
                Kind = AccessDifferenceKind.NotGrantable,
                Reason = $"The flow {flow} never grants it.",
            }
            : found;

    private static async IAsyncEnumerable<EcaAccessDifference> DescribedAsync(
        ImmutableArray<string> objects,
        TokenView old,
        TokenView current,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        ImmutableSortedDictionary<string, string>? before = await old.ObjectsAsync(cancellation).ConfigureAwait(false);
        ImmutableSortedDictionary<string, string>? after = await current
            .ObjectsAsync(cancellation)
            .ConfigureAwait(false);
        if (before is null || after is null)
        {
            yield return new EcaAccessDifference(AccessArea.SObject, "objects", AccessDifferenceKind.Skipped)
            {
                Reason = "A token may not describe objects; the API families say what it reaches.",
            };
            yield break;
        }

        foreach (EcaAccessDifference found in Entries(AccessArea.SObject, "", before, after))
        {
            yield return found;
        }

        string[] both = [.. before.Keys.Where(after.ContainsKey)];
        string[] wanted =
            objects.Length > 0
                ? [.. both.Where(name => objects.Contains(name, StringComparer.OrdinalIgnoreCase))]
                : both;
        if (objects.IsEmpty && both.Length > MostObjects)
        {
            yield return new EcaAccessDifference(AccessArea.Field, "fields", AccessDifferenceKind.Skipped)
            {
                Reason = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Both tokens see {both.Length:N0} objects. Name those that the app uses with -SObject, and their fields are compared."
                ),
            };
            yield break;
        }

        foreach (string name in wanted)
        {
            ImmutableSortedDictionary<string, string>? had = await old.FieldsAsync(name, cancellation)
                .ConfigureAwait(false);
            ImmutableSortedDictionary<string, string>? has = await current
                .FieldsAsync(name, cancellation)
                .ConfigureAwait(false);
            foreach (
                EcaAccessDifference found in Entries(
                    AccessArea.Field,
                    name + ".",
                    had ?? ImmutableSortedDictionary<string, string>.Empty,
                    has ?? ImmutableSortedDictionary<string, string>.Empty
                )
            )
            {
                yield return found;
            }
        }

        foreach (string missing in objects.Where(name => !before.ContainsKey(name) && !after.ContainsKey(name)))
        {
            yield return new EcaAccessDifference(AccessArea.SObject, missing, AccessDifferenceKind.Skipped)
            {
                Reason = "Neither token sees an object of this name.",
            };
        }
    }

    private static IEnumerable<EcaAccessDifference> Entries(
        AccessArea area,
        string prefix,
        ImmutableSortedDictionary<string, string> old,
        ImmutableSortedDictionary<string, string> current
    ) =>
        old
            .Keys.Union(current.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(name =>
                EcaAccessDifference.Of(
                    area,
                    prefix + name,
                    old.GetValueOrDefault(name),
                    current.GetValueOrDefault(name)
                )
            );

    /// <summary>A request that is refused for the token or the user (401, 403) is not reached; what is not there (404) is
    /// the same for both.</summary>
    private static EcaAccessDifference Reach(
        EcaAccessDifference blank,
        (ApiResponse Answer, string Text) old,
        (ApiResponse Answer, string Text) current
    )
    {
        bool had = old.Answer.Status is not (401 or 403);
        bool has = current.Answer.Status is not (401 or 403);
        return blank with
        {
            Kind = (had, has) switch
            {
                (true, false) => AccessDifferenceKind.Lost,
                (false, true) => AccessDifferenceKind.Gained,
                (false, false) => AccessDifferenceKind.Same,
                _ => old.Text == current.Text ? AccessDifferenceKind.Same : AccessDifferenceKind.Changed,
            },
            Reference = old.Text,
            Difference = current.Text,
        };
    }

    /// <summary>How many rows a query found: the same query finds fewer for a user who sees fewer records.</summary>
    private static string Rows(ApiResponse answer) =>
        answer.Succeeded
        && answer.Json() is { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("totalSize", out _)
            ? string.Create(CultureInfo.InvariantCulture, $", {json.Number("totalSize"):N0} rows")
            : "";
}
