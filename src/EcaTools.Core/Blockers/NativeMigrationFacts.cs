using System.Collections.Immutable;
using System.Text.Json;

namespace EcaTools.Core.Blockers;

/// <summary>
/// Judges by the findings of the blocker rules whether Salesforce's own migration can move an app. It is data
/// (<c>Data/native-migration.json</c>), because a release of Salesforce may change it.
/// </summary>
internal sealed class NativeMigrationFacts
{
    private static readonly Lazy<NativeMigrationFacts> s_embedded = new(Read);

    private readonly ImmutableArray<(ImmutableArray<string> Rules, string Reason, bool IsByHand)> _preventedBy;
    private readonly ImmutableArray<string> _effects;

    private NativeMigrationFacts(JsonElement root)
    {
        _preventedBy =
        [
            .. root.GetProperty("preventedBy")
                .EnumerateArray()
                .Select(item =>
                    (
                        Texts(item.GetProperty("rules")),
                        item.GetProperty("reason").GetString()!,
                        item.TryGetProperty("byHand", out JsonElement byHand) && byHand.GetBoolean()
                    )
                ),
        ];
        _effects = Texts(root.GetProperty("effects"));
    }

    /// <summary>The facts that EcaTools carries. Read once, at the first use.</summary>
    public static NativeMigrationFacts Default => s_embedded.Value;

    /// <summary>The rules that the facts name.</summary>
    public IEnumerable<string> Rules => _preventedBy.SelectMany(item => item.Rules);

    /// <summary>The verdict on an app.</summary>
    /// <param name="found">The ids of the rules that found something, allowed or not.</param>
    /// <param name="skipped">The ids of those that could not look.</param>
    /// <param name="isReadable">Whether the metadata of the app could be read.</param>
    public NativeMigration Judge(IReadOnlySet<string> found, IReadOnlySet<string> skipped, bool isReadable)
    {
        ImmutableArray<string> prevented = Reasons(item => item.Rules.Any(found.Contains) && !item.IsByHand);
        ImmutableArray<string> notChecked =
        [
            .. Reasons(item => item.Rules.Any(skipped.Contains) && !item.IsByHand),
            .. isReadable ? [] : (string[])["The metadata of the app could not be read."],
        ];
        bool? unlessPrevented = notChecked.IsEmpty ? true : null;
        return new NativeMigration
        {
            IsEligible = prevented.IsEmpty ? unlessPrevented : false,
            PreventedBy = prevented,
            NotChecked = notChecked,
            CheckByHand = Reasons(item =>
                item.IsByHand && item.Rules.Any(rule => found.Contains(rule) || skipped.Contains(rule))
            ),
            Effects = _effects,
        };
    }

    /// <summary>The path for an app, and why.</summary>
    public static (MigrationPath Path, string Reason) Recommend(
        NativeMigration native,
        Verdict verdict,
        IReadOnlySet<string> found
    )
    {
        if (found.Contains("ECA008"))
        {
            return (MigrationPath.Done, "Salesforce's own migration has moved it: go on with the External Client App.");
        }

        if (native.IsEligible is true)
        {
            return (
                MigrationPath.Native,
                "The button keeps the consumer key and the secret, so that no caller has to change. Retrieve the app afterwards to keep it in source control."
            );
        }

        return verdict is Verdict.Ready or Verdict.NeedsChange
            ? (
                MigrationPath.EcaTools,
                native.IsEligible is null
                    ? "Whether the button can move it could not be looked up; files can, with a new consumer key for its callers."
                    : $"The button can't move it ({native}); files can, with a new consumer key for its callers."
            )
            : (MigrationPath.None, "Blockers have to be removed first: see the findings.");
    }

    private ImmutableArray<string> Reasons(
        Func<(ImmutableArray<string> Rules, string Reason, bool IsByHand), bool> holds
    ) => [.. _preventedBy.Where(holds).Select(item => item.Reason)];

    private static ImmutableArray<string> Texts(JsonElement list) =>
        [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static NativeMigrationFacts Read()
    {
        using Stream stream =
            typeof(NativeMigrationFacts).Assembly.GetManifestResourceStream("native-migration.json")
            ?? throw new InvalidOperationException("The assembly lacks its resource native-migration.json.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return new NativeMigrationFacts(document.RootElement);
    }
}
