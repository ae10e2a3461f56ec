using System.Collections.Immutable;
using EcaTools.Core.Comparison;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Salesforce;

namespace EcaTools.Core.Access.Proof;

/// <summary>Compares what two apps of an org let their tokens do: the fields of <see cref="AccessProofFacts"/>, and who
/// may use them. A Connected App is compared as the External Client App that it becomes.</summary>
/// <param name="org">The org.</param>
internal sealed class AppPolicyView(EcaOrg org)
{
    /// <summary>Compares two apps.</summary>
    /// <exception cref="EcaException"><c>AppNotFound</c>, or the errors of the wire.</exception>
    public async Task<ImmutableArray<EcaAccessDifference>> CompareAsync(
        string reference,
        string difference,
        CancellationToken cancellation
    )
    {
        EcaAppRecords old = await ReadAsync(reference, preferOld: true, cancellation).ConfigureAwait(false);
        EcaAppRecords current = await ReadAsync(difference, preferOld: false, cancellation).ConfigureAwait(false);
        EcaComparison compared = new EcaComparer(org.Alias, org.Alias).Compare(old, current with { Name = old.Name });
        List<EcaAccessDifference> differences = [];
        foreach (AccessProofFacts.PolicyFact fact in AccessProofFacts.Default.Policies)
        {
            foreach (
                EcaDifference field in compared.Fields.Where(field =>
                    field.Type == fact.Type && (field.Field == fact.Path || IsWithin(field.Field, fact.Path))
                )
            )
            {
                differences.AddRange(Differences(fact, field));
            }
        }

        differences.AddRange(
            compared.NotRead.Select(part => new EcaAccessDifference(
                AccessArea.TokenPolicy,
                part.Type,
                AccessDifferenceKind.Skipped
            )
            {
                Reason = part.Reason,
            })
        );
        differences.AddRange(await UsersAsync(reference, difference, cancellation).ConfigureAwait(false));
        return [.. differences];
    }

    private static bool IsWithin(string field, string path) =>
        field.StartsWith(path, StringComparison.Ordinal) && field.Length > path.Length && field[path.Length] == '.';

    private static IEnumerable<EcaAccessDifference> Differences(AccessProofFacts.PolicyFact fact, EcaDifference field)
    {
        if (!fact.IsList)
        {
            // A field that one side leaves out has another meaning there; that nobody said it is not a loss.
            EcaAccessDifference whole = EcaAccessDifference.Of(
                fact.Area,
                field.Field,
                field.Reference ?? "",
                field.Difference ?? ""
            );
            return
            [
                whole with
                {
                    Kind =
                        field.Kind is EcaDifferenceKind.Equal
                            ? AccessDifferenceKind.Same
                            : AccessDifferenceKind.Changed,
                },
            ];
        }

        string[] old = Items(field.Reference);
        string[] current = Items(field.Kind is EcaDifferenceKind.Equal ? field.Reference : field.Difference);
        return old.Union(current, StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal)
            .Select(item =>
                EcaAccessDifference.Of(
                    fact.Area,
                    item,
                    old.Contains(item, StringComparer.OrdinalIgnoreCase) ? item : null,
                    current.Contains(item, StringComparer.OrdinalIgnoreCase) ? item : null
                )
            );
    }

    private static string[] Items(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private async Task<IEnumerable<EcaAccessDifference>> UsersAsync(
        string reference,
        string difference,
        CancellationToken cancellation
    )
    {
        List<EcaAccess> old = [];
        List<EcaAccess> current = [];
        await foreach (
            EcaAccess access in new EcaAccessReader(org)
                .ReadAsync((name, _) => Same(name, reference) || Same(name, difference), [], cancellation)
                .ConfigureAwait(false)
        )
        {
            bool isBoth = Same(reference, difference);
            if (Same(access.App, reference) && (!isBoth || access.AppKind is AccessAppKind.ConnectedApp))
            {
                old.Add(access);
            }

            if (Same(access.App, difference) && (!isBoth || access.AppKind is AccessAppKind.ExternalClientApp))
            {
                current.Add(access);
            }
        }

        if (old.Concat(current).FirstOrDefault(access => access.Through is AccessThrough.Unknown) is { } unknown)
        {
            return
            [
                new EcaAccessDifference(AccessArea.Grant, unknown.App, AccessDifferenceKind.Skipped)
                {
                    Reason = string.Join(' ', unknown.NotRead.Select(part => part.Reason)),
                },
            ];
        }

        return Sets(AccessArea.Grant, Grants(old), Grants(current))
            .Concat(IsOpen(old) || IsOpen(current) ? [] : Sets(AccessArea.User, Usernames(old), Usernames(current)));
    }

    private static bool IsOpen(List<EcaAccess> accesses) =>
        accesses.Exists(access => access.Through is AccessThrough.SelfAuthorization);

    private static string[] Grants(List<EcaAccess> accesses) =>
        [
            .. accesses
                .Where(access => access.Through is not AccessThrough.Nobody)
                .Select(access => access.ThroughSummary),
        ];

    private static string[] Usernames(List<EcaAccess> accesses) =>
        [
            .. accesses
                .SelectMany(access => access.Users)
                .Where(user => user.CanCallApi)
                .Select(user => user.Username)
                .Distinct(StringComparer.Ordinal),
        ];

    private static IEnumerable<EcaAccessDifference> Sets(AccessArea area, string[] old, string[] current) =>
        old.Union(current, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Select(item =>
                EcaAccessDifference.Of(
                    area,
                    item,
                    old.Contains(item, StringComparer.Ordinal) ? item : null,
                    current.Contains(item, StringComparer.Ordinal) ? item : null
                )
            );

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The records of an app. Of two of one name the old app is the Connected App.</summary>
    private async Task<EcaAppRecords> ReadAsync(string name, bool preferOld, CancellationToken cancellation)
    {
        EcaAppRecords? external = preferOld ? null : await ExternalAsync(name, cancellation).ConfigureAwait(false);
        if (external is not null)
        {
            return external;
        }

        ConnectedAppSelection selection = new((found, _) => Same(found, name), [name]);
        await foreach (
            ConnectedAppFile file in new ConnectedAppOrgReader(org, selection)
                .ReadAsync(cancellation)
                .ConfigureAwait(false)
        )
        {
            if (file.App is { } app && Same(app.Name, name))
            {
                ConvertedApp converted = new EcaConverter().Convert(app);
                return new EcaAppRecords(converted.Name, converted.Records, []);
            }
        }

        return (preferOld ? await ExternalAsync(name, cancellation).ConfigureAwait(false) : null)
            ?? throw ProofErrors.ProofAppNotFound(name, org.Alias);
    }

    private async Task<EcaAppRecords?> ExternalAsync(string name, CancellationToken cancellation)
    {
        EcaAppSet set = await new OrgAppSetReader(org)
            .ReadAsync(found => Same(found, name), cancellation)
            .ConfigureAwait(false);
        return set.Find(name);
    }
}
