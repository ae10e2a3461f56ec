using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Migrations.Ledgers;

namespace EcaTools.Core.Migrations.Evidence;

/// <summary>The table of the objects that are evidence.</summary>
public static class EvidenceTypes
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<ImmutableArray<EvidenceType>> s_all = new(Load);

    /// <summary>The kinds of evidence that the table knows, and those that only a person can give.</summary>
    public static ImmutableArray<string> Kinds =>
        [
            .. s_all
                .Value.Select(type => type.Kind)
                .Append("ConsumerKey")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>What an object is evidence of: an entry without time and user for each row of the table that knows its
    /// type; none if no row does.</summary>
    /// <param name="typeName">The name of its type, with or without the namespace.</param>
    /// <param name="property">Gives the value of a property, or null.</param>
    public static IReadOnlyList<LedgerEntry> Read(string typeName, Func<string, object?> property)
    {
        ArgumentNullException.ThrowIfNull(typeName);
        ArgumentNullException.ThrowIfNull(property);
        string name = typeName[(typeName.LastIndexOf('.') + 1)..];
        return
        [
            .. s_all
                .Value.Where(type =>
                    type.Type == name
                    && type.When.All(wanted => Text(property(wanted.Key)) == wanted.Value)
                    && (type.Outcome is null || Text(property(type.Outcome)).Length > 0)
                )
                .Select(type => Read(type, property)),
        ];
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static LedgerEntry Read(EvidenceType type, Func<string, object?> property)
    {
        return new LedgerEntry
        {
            Kind = LedgerEntryKind.Evidence,
            Evidence = type.Kind,
            App = First(type.App),
            Caller = One(type.Caller),
            Outcome = OutcomeOf(),
            Subject = SubjectOf(),
            Detail = First(type.Detail),
            FoundAt = Time(type.Time),
            WindowStart = Time(type.WindowStart),
            WindowEnd = Time(type.WindowEnd),
            File = First(type.File),
        };

        EvidenceOutcome OutcomeOf()
        {
            if (type.Outcome is null)
            {
                return type.Required.All(name => One(name) is not null)
                    ? EvidenceOutcome.Passed
                    : EvidenceOutcome.Pending;
            }

            string value = One(type.Outcome) ?? "";
            if (type.Passed.Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                return EvidenceOutcome.Passed;
            }

            return type.FailedOtherwise || type.Failed.Contains(value, StringComparer.OrdinalIgnoreCase)
                ? EvidenceOutcome.Failed
                : EvidenceOutcome.Pending;
        }

        string? SubjectOf() =>
            string.Join(' ', type.Subject.Select(One).OfType<string>()) is { Length: > 0 } subject ? subject : null;

        string? First(ImmutableArray<string> names) => names.Select(One).FirstOrDefault(text => text is not null);

        string? One(string? name) => name is not null && Text(property(name)) is { Length: > 0 } text ? text : null;

        DateTimeOffset? Time(string? name) =>
            name is null
                ? null
                : property(name) switch
                {
                    DateTimeOffset time => time,
                    DateTime { Kind: DateTimeKind.Local } local => new DateTimeOffset(local),
                    DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
                    _ => null,
                };
    }

    private static ImmutableArray<EvidenceType> Load()
    {
        using Stream stream =
            typeof(EvidenceTypes).Assembly.GetManifestResourceStream("evidence.json")
            ?? throw new InvalidOperationException("evidence.json is not embedded.");
        return JsonSerializer.Deserialize<Table>(stream, Options)!.Types;
    }

    private sealed record Table(ImmutableArray<EvidenceType> Types);
}
