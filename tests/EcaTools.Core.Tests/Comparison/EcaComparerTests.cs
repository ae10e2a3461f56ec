using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Comparison;
using EcaTools.Core.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Comparison;

public sealed class EcaComparerTests
{
    private static readonly EcaComparer Comparer = new("left", "right");

    private static readonly string[] Types = [EcaType.App, .. EcaType.Satellites, "ExtlClntAppPushSettings"];

    /// <summary>Every field that can differ: no secret, nothing that an org makes, not the owner.</summary>
    private static IEnumerable<(string Type, string Path)> Comparable =>
        Types
            .SelectMany(type => Leaves(type).Select(leaf => (type, leaf.Path)))
            .Where(at => at.Path != EcaType.Owner && !ComparisonFacts.Default.IsOrgSpecific(at.type, at.Path));

    [Fact]
    public void An_app_does_not_differ_from_itself() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                seed =>
                {
                    EcaComparison comparison = Comparer.Compare(Random(seed), Random(seed));
                    Assert.True(comparison.IsEqual);
                    Assert.Empty(comparison.Differences);
                    Assert.NotEmpty(comparison.Fields);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Swapping_the_sides_swaps_the_result_and_nothing_else() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                ArbMap.Default.ArbFor<int>(),
                (one, other) =>
                {
                    IEnumerable<EcaDifference> there = Comparer.Compare(Random(one), Random(other)).Fields;
                    IEnumerable<EcaDifference> back = new EcaComparer("right", "left")
                        .Compare(Random(other), Random(one))
                        .Fields;
                    Assert.Equal(there, back.Select(Swapped));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void One_changed_leaf_is_exactly_one_row_with_its_path()
    {
        EcaAppRecords app = Whole((_, _) => null);
        foreach ((string type, string path) in Comparable)
        {
            EcaDifference row = Assert.Single(
                Comparer.Compare(app, Whole((at, place) => at == type && place == path ? "other" : null)).Differences
            );
            MetadataElement first = MetadataSchema.Default.Element(type, path.Split('.')[0])!;
            Assert.Equal(
                (type, first.IsRepeated ? first.Name : path, EcaDifferenceKind.Changed),
                (row.Type, row.Field, row.Kind)
            );
            Assert.Contains("other", row.Difference, StringComparison.Ordinal);
            Assert.DoesNotContain("other", row.Reference, StringComparison.Ordinal);
            Assert.Equal(("left", "right"), (row.ReferenceSource, row.DifferenceSource));
        }

        Assert.True(Comparable.Count() > 90);
    }

    [Fact]
    public void What_every_org_makes_for_itself_is_not_compared()
    {
        (string Type, string Path)[] fields = [.. ComparisonFacts.Default.OrgSpecific];
        Assert.Equal(
            "consumerKey oauthLink orgScopedExternalApp",
            string.Join(' ', fields.Select(field => field.Path).Order(StringComparer.Ordinal))
        );
        EcaComparison comparison = Comparer.Compare(
            Whole((_, _) => null),
            Whole((type, path) => fields.Contains((type, path)) ? "other" : null)
        );
        Assert.True(comparison.IsEqual);
        Assert.DoesNotContain(comparison.Fields, row => fields.Contains((row.Type, row.Field)));
    }

    [Fact]
    public void A_field_that_is_left_out_means_its_default_and_nothing_else()
    {
        ((string Type, string Path) Field, string Value)[] defaults = [.. ComparisonFacts.Default.Defaults];
        Assert.True(defaults.Length > 30);
        foreach (((string type, string path), string value) in defaults)
        {
            Assert.NotNull(MetadataSchema.Default.Element(type, path));
            EcaAppRecords without = App(Record(type, "App"));
            Assert.True(Comparer.Compare(App(Record(type, "App", (path, value))), without).IsEqual);
            EcaDifference row = Assert.Single(
                Comparer.Compare(App(Record(type, "App", (path, value + "x"))), without).Differences
            );
            Assert.Equal((path, EcaDifferenceKind.OnlyInReference, null), (row.Field, row.Kind, row.Difference));
        }
    }

    [Fact]
    public void Another_name_of_a_record_is_no_difference() =>
        Assert.True(
            Comparer
                .Compare(
                    App(Record(EcaType.OauthPolicies, "App_oauth_defaultPolicy", ("startUrl", "https://a"))),
                    App(Record(EcaType.OauthPolicies, "App_oauthPlcy", ("startUrl", "https://a")))
                )
                .IsEqual
        );

    [Theory]
    [InlineData("A_policy", "B_policy", true)]
    [InlineData("A_policy", "Mine", false)]
    [InlineData("Mine", "B_policy", false)]
    public void A_label_that_repeats_the_name_says_no_more_than_the_name(string label, string other, bool equal) =>
        Assert.Equal(
            equal,
            Comparer
                .Compare(
                    App(Record(EcaType.Policies, "A_policy", ("label", label))),
                    App(Record(EcaType.Policies, "B_policy", ("label", other)))
                )
                .IsEqual
        );

    [Fact]
    public void Of_several_records_of_a_type_those_of_one_name_are_compared()
    {
        EcaAppRecords two = App(
            Record("ExtlClntAppPushSettings", "A", ("pushServiceType", "x")),
            Record("ExtlClntAppPushSettings", "B", ("pushServiceType", "y"))
        );
        EcaAppRecords one = App(Record("ExtlClntAppPushSettings", "b", ("pushServiceType", "y")));
        EcaDifference row = Assert.Single(Comparer.Compare(two, one).Differences);
        Assert.Equal(
            ("A", "", "A", null, EcaDifferenceKind.OnlyInReference),
            (row.FullName, row.Field, row.Reference, row.Difference, row.Kind)
        );
    }

    [Fact]
    public void An_app_that_one_side_lacks_is_one_row()
    {
        EcaAppSet left = new("left", new(66), [Whole((_, _) => null)]);
        EcaAppSet right = new("right", new(66), []);
        EcaComparison comparison = Assert.Single(EcaComparer.Compare(left, right, _ => true));
        EcaDifference row = Assert.Single(comparison.Differences);
        Assert.False(comparison.IsEqual);
        Assert.Equal(
            (EcaType.App, "App", null, EcaDifferenceKind.OnlyInReference),
            (row.Type, row.Reference, row.Difference, row.Kind)
        );
        Assert.Empty(EcaComparer.Compare(left, right, _ => false));
    }

    [Fact]
    public void What_could_not_be_read_is_never_equal_and_never_a_difference()
    {
        EcaAppRecords whole = Whole((_, _) => null);
        EcaAppRecords partial = whole with
        {
            Records = [.. whole.Records.Where(record => record.Type != EcaType.OauthPolicies)],
            NotRead = [new UnreadPart(EcaType.OauthPolicies, "refused")],
        };
        EcaComparison comparison = Comparer.Compare(whole, partial);
        Assert.False(comparison.IsEqual);
        Assert.Empty(comparison.Differences);
        Assert.Equal(new UnreadPart(EcaType.OauthPolicies, "right: refused"), Assert.Single(comparison.NotRead));
    }

    [Fact]
    public void A_secret_on_one_side_is_a_difference_without_its_value_and_on_both_sides_neither_way()
    {
        MetadataField secret = new("consumerSecret", MetadataField.SecretMask, Group: null) { IsSecret = true };
        EcaAppRecords with = App(new NamedRecord("G", new MetadataRecord(EcaType.GlobalOauthSettings, [secret])));
        EcaDifference row = Assert.Single(Comparer.Compare(with, App(Record(EcaType.GlobalOauthSettings, "G"))).Fields);
        Assert.Equal(("consumerSecret", MetadataField.SecretMask), (row.Field, row.Reference));
        Assert.Empty(Comparer.Compare(with, with).Fields);
    }

    [Theory]
    [InlineData(EcaType.App, "App")]
    [InlineData(EcaType.GlobalOauthSettings, "GlobalOauthSettings")]
    [InlineData(EcaType.OauthPolicies, "OauthPolicies")]
    [InlineData(EcaType.Policies, "Policies")]
    public void Tables_show_a_type_in_short(string type, string expected) =>
        Assert.Equal(expected, Assert.Single(Comparer.Compare(App(Record(type, "A")), App()).Fields).ShortType);

    private static EcaDifference Swapped(EcaDifference row) =>
        row with
        {
            Reference = row.Difference,
            Difference = row.Reference,
            ReferenceSource = row.DifferenceSource,
            DifferenceSource = row.ReferenceSource,
            Kind = row.Kind switch
            {
                EcaDifferenceKind.OnlyInReference => EcaDifferenceKind.OnlyInDifference,
                EcaDifferenceKind.OnlyInDifference => EcaDifferenceKind.OnlyInReference,
                EcaDifferenceKind kind => kind,
            },
        };

    private static EcaAppRecords App(params NamedRecord[] records) => new("App", [.. records], []);

    private static NamedRecord Record(string type, string fullName, params (string Name, string Value)[] fields) =>
        new(
            fullName,
            new MetadataRecord(
                type,
                [.. fields.Select(field => new MetadataField(field.Name, field.Value, Group: null))]
            )
        );

    /// <summary>An app with every leaf that the schema has; the choice gives another value than the usual
    /// one.</summary>
    private static EcaAppRecords Whole(Func<string, string, string?> choice) =>
        App([.. Types.Select(type => new NamedRecord($"App_{type}", Build(type, type, "", choice, _ => true)))]);

    /// <summary>An app with some of the records, fields and values, the same for the same seed.</summary>
    private static EcaAppRecords Random(int seed)
    {
        System.Random random = new(seed);
        return App([
            .. Types
                .Where(type => type == EcaType.App || random.Next(3) > 0)
                .Select(type => new NamedRecord(
                    "App",
                    Build(
                        type,
                        type,
                        "",
                        (_, _) => random.Next(3).ToString(CultureInfo.InvariantCulture),
                        path => path == "label" || random.Next(2) == 0
                    )
                )),
        ]);
    }

    private static MetadataRecord Build(
        string root,
        string type,
        string prefix,
        Func<string, string, string?> choice,
        Func<string, bool> has
    ) =>
        new(
            type,
            [
                .. MetadataSchema
                    .Default.Find(type)!
                    .Elements.Values.Where(element => !element.IsSecret && has(prefix + element.Name))
                    .OrderBy(element => element.Name, StringComparer.Ordinal)
                    .Select(element =>
                        MetadataSchema.Default.Find(element.Type) is not null
                            ? new MetadataField(
                                element.Name,
                                Value: null,
                                Build(root, element.Type, $"{prefix}{element.Name}.", choice, has)
                            )
                            : new MetadataField(
                                element.Name,
                                choice(root, prefix + element.Name) ?? "usual",
                                Group: null
                            )
                    ),
            ]
        );

    private static IEnumerable<(string Path, MetadataField Field)> Leaves(string type) =>
        Build(type, type, "", (_, _) => null, _ => true).Leaves();
}
