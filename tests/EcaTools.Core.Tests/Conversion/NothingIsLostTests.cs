using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>The first law: every field of a Connected App ends in the metadata or in the losses.</summary>
public sealed class NothingIsLostTests
{
    private static readonly MetadataSchema Schema = MetadataSchema.Default;
    private static readonly EcaConverter Converter = new();

    public static TheoryData<int> Versions =>
        [.. Enumerable.Range(Schema.First.Major, Schema.Last.Major - Schema.First.Major + 1)];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_value_of_every_field_is_in_the_metadata_or_in_the_losses(int major)
    {
        ApiVersion version = new(major);
        List<string> values = [];
        int counter = 0;
        MetadataRecord record = ConnectedAppFields.Build(
            version,
            (_, element, _) =>
            {
                string value = ConnectedAppFields.Distinctive(ref counter);
                if (!element.IsSecret)
                {
                    values.Add(value);
                }

                return value;
            }
        );
        ConvertedApp result = Converter.Convert(
            TestApp.FromRecord(record),
            new ConversionOptions { ApiVersion = version }
        );
        Assert.True(values.Count > 80);
        Assert.Empty(Missing(values, result));
        Assert.Contains(
            result.Losses,
            loss => loss is { Field: "oauthConfig.consumerSecret", Value: MetadataField.SecretMask }
        );
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void No_field_can_change_without_a_change_in_the_metadata_or_in_the_losses(int major)
    {
        ApiVersion version = new(major);
        foreach (
            (string path, MetadataElement element) in ConnectedAppFields
                .Leaves(version)
                .Where(leaf => !leaf.Element.IsSecret)
        )
        {
            string[] values =
            [
                .. Enumerable
                    .Range(0, 50)
                    .Select(i => ConnectedAppFields.ValidValue(path, element, i, version))
                    .Distinct(StringComparer.Ordinal),
            ];
            string[] results =
            [
                .. values
                    .Select(value =>
                        ConnectedAppFields.Build(
                            version,
                            (place, other, number) =>
                            {
                                if (place == path)
                                {
                                    return number == 0 ? value : null;
                                }

                                return place is "canvas.anything"
                                    ? "One"
                                    : ConnectedAppFields.ValidValue(place, other, number, version);
                            }
                        )
                    )
                    .Select(record =>
                        Text(
                            Converter.Convert(
                                TestApp.FromRecord(record),
                                new ConversionOptions { ApiVersion = version }
                            )
                        )
                    ),
            ];
            Assert.Distinct(results, StringComparer.Ordinal);
            Assert.True(values.Length > 1, path);
        }
    }

    [Fact]
    public void Any_choice_of_fields_and_values_loses_nothing()
    {
        string[] oddities =
        [
            "",
            " ",
            "true",
            "false",
            "infinite",
            "zero",
            "specific_lifetime:0:DAYS",
            "a,b",
            "https://a\nhttps://b",
            "-1",
            "SFAP",
            "<&>\"'",
        ];
        Gen<(int Version, int Seed, int Density)> choice = Gen.Choose(Schema.First.Major, Schema.Last.Major)
            .SelectMany(version =>
                Gen.Choose(0, int.MaxValue)
                    .SelectMany(seed => Gen.Choose(1, 100).Select(density => (version, seed, density)))
            );
        Prop.ForAll(
                choice.ToArbitrary(),
                given =>
                {
                    Random random = new(given.Seed);
                    ApiVersion version = new(given.Version);
                    List<string> values = [];
                    int counter = 0;
                    MetadataRecord record = ConnectedAppFields.Build(
                        version,
                        (path, element, number) =>
                        {
                            if (random.Next(100) >= given.Density)
                            {
                                return null;
                            }

                            switch (random.Next(3))
                            {
                                case 0:
                                    return oddities[random.Next(oddities.Length)];
                                case 1 when path != "canvas.anything":
                                    return ConnectedAppFields.ValidValue(path, element, random.Next(50), version);
                                default:
                                    string value = ConnectedAppFields.Distinctive(ref counter);
                                    if (!element.IsSecret)
                                    {
                                        values.Add(value);
                                    }

                                    return value;
                            }
                        }
                    );
                    ConvertedApp result = Converter.Convert(
                        TestApp.FromRecord(record),
                        new ConversionOptions { ApiVersion = version }
                    );
                    Assert.Empty(Missing(values, result));
                    Assert.Empty(SchemaCheck.Problems(result));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_record_that_is_written_fits_the_schema_of_its_version(int major)
    {
        ApiVersion version = new(major);
        MetadataRecord record = ConnectedAppFields.Build(
            version,
            (path, element, number) =>
                path is "canvas.anything" ? "One" : ConnectedAppFields.ValidValue(path, element, number, version)
        );
        ConvertedApp result = Converter.Convert(
            TestApp.FromRecord(record),
            new ConversionOptions { ApiVersion = version }
        );
        Assert.Empty(SchemaCheck.Problems(result));
        Assert.Equal(4 + (major < 60 ? 0 : 1) + (major < 63 ? 0 : 1) + (major < 66 ? 0 : 1), result.Records.Length);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Converting_twice_gives_the_same_bytes(int major)
    {
        ApiVersion version = new(major);
        MetadataRecord Build() =>
            ConnectedAppFields.Build(
                version,
                (path, element, number) =>
                    path is "canvas.anything" ? "One" : ConnectedAppFields.ValidValue(path, element, number, version)
            );
        ConversionOptions options = new() { ApiVersion = version };
        Assert.Equal(
            Text(Converter.Convert(TestApp.FromRecord(Build()), options)),
            Text(new EcaConverter().Convert(TestApp.FromRecord(Build()), options))
        );
    }

    [Fact]
    public void The_mapping_covers_every_field_and_names_only_elements_that_exist()
    {
        ConnectedAppMapping mapping = ConnectedAppMapping.Default;
        foreach (FieldMapping row in mapping.Fields)
        {
            Assert.True(row.From == "fullName" || ConnectedAppMapping.SourceOf(row.From) is not null, row.From);
            Assert.All(
                row.To.Concat(row.OrTo is null ? [] : [row.OrTo]).Concat(row.Also.Select(also => also.To)),
                to => Assert.NotNull(Schema.Element(to.Type.Name, to.Path))
            );
            Assert.Equal(
                row.To.IsEmpty,
                row.Reason.Length > 0 && row.Action.Length > 0 && row.Transform is FieldTransform.None
            );
            Assert.NotEmpty(row.Source);
        }

        for (int major = Schema.First.Major; major <= Schema.Last.Major; major++)
        {
            foreach ((string path, _) in ConnectedAppFields.Leaves(new ApiVersion(major)))
            {
                Assert.True(
                    mapping.Find(path) is not null
                        || mapping.Find(path[..path.LastIndexOf('.')])
                            is { Transform: FieldTransform.None or FieldTransform.Group },
                    path
                );
            }
        }
    }

    private static string[] Missing(IEnumerable<string> values, ConvertedApp result)
    {
        string all = string.Join(
            '\n',
            result
                .Records.SelectMany(record => record.Record.Leaves())
                .Select(leaf => leaf.Field.Value)
                .Concat(result.Losses.Select(loss => loss.Value))
                .Concat(result.Notes)
        );
        return [.. values.Where(value => !all.Contains(value, StringComparison.Ordinal))];
    }

    private static string Text(ConvertedApp app) =>
        string.Join(
            '\n',
            app.Records.Select(record =>
                    $"{record.FullName} {Convert.ToHexString(MetadataWriter.ToBytes(record.Record))}"
                )
                .Concat(app.Losses.Select(loss => $"{loss.Field} {loss.Value} {loss.Reason} {loss.Action}"))
                .Concat(app.Notes)
        );
}
