using System.Globalization;
using System.Text.RegularExpressions;
using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Inventory;
using EcaTools.Core.Linting;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>The laws of the conversion, over 100,000 apps that use every field, 10,000 in each API version.</summary>
public sealed partial class ConversionLawTests : IDisposable
{
    private const int AppsPerVersion = 10_000;
    private const int AppsOnDisk = 2_000;
    private static readonly MetadataSchema Schema = MetadataSchema.Default;
    private static readonly EcaConverter Converter = new();

    /// <summary>What an app without the element means, where a new External Client App would mean something
    /// else.</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["oauthConfig.isAdminApproved"] = "false",
        ["oauthConfig.isEnforceRefreshTokenTTL"] = "false",
        ["oauthConfig.isPkceRequired"] = "false",
        ["oauthConfig.isRefreshTokenRotationEnabled"] = "false",
        ["oauthPolicy.ipRelaxation"] = "ENFORCE",
        ["oauthPolicy.refreshTokenPolicy"] = "INFINITE",
    };

    /// <summary>What is written in place of a value that could not be, which is in the losses then.</summary>
    private static readonly Dictionary<string, string> SafeInstead = new(StringComparer.Ordinal)
    {
        ["oauthConfig.isClientCredentialEnabled"] = "false",
        ["ConnectedApplication.MobileSessionTimeout"] = "1",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("eca-laws-").FullName;

    public static TheoryData<int> Versions =>
        [.. Enumerable.Range(Schema.First.Major, Schema.Last.Major - Schema.First.Major + 1)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_field_is_converted_or_reported_and_the_output_is_valid_and_deterministic(int major)
    {
        ApiVersion version = new(major);
        ConversionOptions options = new() { ApiVersion = version, PermissionSetNames = GeneratedApps.PermissionSets };
        Parallel.For(
            0,
            AppsPerVersion,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            seed =>
            {
                ConnectedApp app = GeneratedApps.Create(seed, version);
                ConvertedApp converted = Converter.Convert(app, options);
                string[] broken = [.. Unaccounted(app, converted), .. SchemaCheck.Problems(converted)];
                Assert.True(
                    broken.Length == 0,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"app {seed}, version {version}: {string.Join("; ", broken.Take(5))}"
                    )
                );
                Assert.DoesNotContain(converted.Losses, loss => loss.Reason.Length == 0 || loss.Action.Length == 0);
                if (seed % 4 != 0)
                {
                    return;
                }

                ConvertedApp again = new EcaConverter().Convert(GeneratedApps.Create(seed, version), options);
                Assert.Equal(converted.Losses.AsEnumerable(), again.Losses.AsEnumerable());
                foreach ((NamedRecord one, NamedRecord other) in converted.Records.Zip(again.Records))
                {
                    byte[] bytes = MetadataWriter.ToBytes(one.Record);
                    Assert.True(bytes.AsSpan().SequenceEqual(MetadataWriter.ToBytes(other.Record)), one.FullName);
                    if (seed % 20 == 0)
                    {
                        using MemoryStream stream = new(bytes);
                        Assert.Equal(
                            Leaves(one.Record),
                            Leaves(new MetadataReader().Read(stream, one.FullName, one.Type).Record),
                            StringComparer.Ordinal
                        );
                    }
                }
            }
        );
    }

    [Fact]
    public void Written_twice_not_a_byte_changes_and_the_linter_finds_nothing_against_the_schema()
    {
        string output = Path.Combine(_folder, "force-app");
        ConversionOptions options = new() { ApiVersion = new ApiVersion(67) };
        ConvertedApp[] apps =
        [
            .. Enumerable
                .Range(0, AppsOnDisk)
                .Select(seed => Converter.Convert(GeneratedApps.Create(seed, options.ApiVersion), options))
                .DistinctBy(app => app.Name, StringComparer.OrdinalIgnoreCase),
        ];
        EcaProjectWriter first = new(output);
        Assert.All(apps, app => Assert.True(first.Write(app).Changed));
        first.Complete();
        Dictionary<string, (string Bytes, DateTime Time)> before = Snapshot();

        EcaProjectWriter second = new(output);
        Assert.All(apps, app => Assert.False(second.Write(app).Changed, app.Name));
        Assert.False(second.Complete());

        Assert.Equal(
            before.OrderBy(file => file.Key, StringComparer.Ordinal),
            Snapshot().OrderBy(file => file.Key, StringComparer.Ordinal)
        );
        Assert.True(before.Count > 5 * apps.Length / 2);
        string[] against =
        [
            LintRuleId.TypeNotInVersion,
            LintRuleId.UnknownElement,
            LintRuleId.InventedElement,
            LintRuleId.ElementNotInVersion,
            LintRuleId.MissingElement,
            LintRuleId.InvalidValue,
            LintRuleId.DuplicateElement,
            LintRuleId.TooManyElements,
            LintRuleId.UnknownScope,
            LintRuleId.SecretInFile,
        ];
        Assert.Empty(
            new EcaLinter()
                .Lint([output], TestContext.Current.CancellationToken)
                .Where(finding => against.Contains(finding.RuleId, StringComparer.Ordinal))
                .Select(finding => $"{finding.RuleId} {finding.Location}: {finding.Message}")
                .Take(5)
        );
    }

    [Theory]
    [InlineData("oauthConfig.scopes", "Api")]
    [InlineData("label", "Portal")]
    public void The_oracle_sees_a_value_that_is_nowhere(string path, string value)
    {
        ConnectedApp app = TestApp.FromXml(
            "<label>Portal</label><oauthConfig><scopes>Api</scopes><scopes>Web</scopes></oauthConfig>"
        );
        ConvertedApp converted = Converter.Convert(app);
        Assert.Empty(Unaccounted(app, converted));
        ConvertedApp poorer = converted with
        {
            Records =
            [
                .. converted.Records.Select(record =>
                    record with
                    {
                        Record = record.Record with
                        {
                            Fields =
                            [
                                .. record.Record.Fields.Select(field =>
                                    field with
                                    {
                                        Value = field
                                            .Value?.Replace(value, "", StringComparison.Ordinal)
                                            .TrimStart(',', ' '),
                                    }
                                ),
                            ],
                        },
                    }
                ),
            ],
        };
        Assert.Contains(path, Assert.Single(Unaccounted(app, poorer)), StringComparison.Ordinal);
    }

    /// <summary>
    /// All that is wrong with the account of an app's values: each must be in the losses, by its path and value, or
    /// come back by the reverse reading; and nothing else may come back but defaults.
    /// </summary>
    private static List<string> Unaccounted(ConnectedApp app, ConvertedApp converted)
    {
        List<string> broken = [];
        Dictionary<string, string> leaves = new(StringComparer.Ordinal);
        Collect(app.Metadata, Schema.Find("ConnectedApp"), "", leaves);
        Collect(app.Related, Schema.Find(ConnectedApp.RelatedType), "", leaves);

        HashSet<string> lost = new(StringComparer.Ordinal);
        foreach (MetadataLoss loss in converted.Losses)
        {
            if (leaves.TryGetValue(loss.Field, out string? value) && value == loss.Value)
            {
                if (!lost.Add(loss.Field))
                {
                    broken.Add($"{loss.Field} is lost twice");
                }
            }
            else if (loss.Field != "fullName" && loss is not { Field: "oauthConfig.isDeviceFlowEnabled", Value: "" })
            {
                broken.Add($"{loss.Field} = '{loss.Value}' is lost, but was never there");
            }
        }

        // What is so for every app is a note with path and value.
        foreach (
            string label in leaves
                .Where(leaf =>
                    converted.Notes.Any(note => note.StartsWith($"{leaf.Key} {leaf.Value}: ", StringComparison.Ordinal))
                )
                .Select(leaf => leaf.Key)
        )
        {
            if (Plain(label) != "oauthConfig.consumerKey" || !lost.Add(label))
            {
                broken.Add($"{label} is a note, and must not be or is lost too");
            }
        }

        Dictionary<string, List<string>> kept = new(StringComparer.Ordinal);
        foreach ((string label, string value) in leaves.Where(leaf => !lost.Contains(leaf.Key)))
        {
            string path = Plain(label);
            if (!kept.TryGetValue(path, out List<string>? values))
            {
                kept[path] = values = [];
            }

            values.Add(Canonical(path, value));
        }

        // Whatever was lost at a path or below it, blanks apart: they say nothing.
        HashSet<string> lostPaths = new(StringComparer.Ordinal);
        foreach (string label in lost.Where(label => !string.IsNullOrWhiteSpace(leaves[label])))
        {
            string path = Plain(label);
            for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
            {
                lostPaths.Add(path[..end]);
            }
        }

        Dictionary<string, List<string>> read = ReverseReading.Read(converted);
        foreach (string path in kept.Keys.Concat(read.Keys).Distinct(StringComparer.Ordinal))
        {
            bool isList =
                path
                is "oauthConfig.scopes"
                    or "permissionSetName"
                    or "profileName"
                    or "OauthCustomScope"
                    or "canvasConfig.locations"
                    or "canvasConfig.options";
            List<string> was = kept.GetValueOrDefault(path) ?? [];
            string[] expected = [.. isList ? was.Distinct(StringComparer.Ordinal) : was];
            string[] found = [.. (read.GetValueOrDefault(path) ?? []).Select(value => Canonical(path, value))];
            bool isLost = lostPaths.Contains(path);
            bool isRight =
                found.SequenceEqual(expected, StringComparer.Ordinal)
                || (
                    expected.Length == 0
                    && found is [{ } only]
                    && (
                        (path == "label" && (only == app.Label || only == app.Name))
                        || (!isLost && Defaults.GetValueOrDefault(path) == only)
                        || (
                            (isLost || path == "ConnectedApplication.MobileSessionTimeout")
                            && SafeInstead.GetValueOrDefault(path) == only
                        )
                    )
                );
            if (!isRight)
            {
                broken.Add($"{path} was [{string.Join("|", expected)}] and reads [{string.Join("|", found)}]");
            }
        }

        return broken;
    }

    /// <summary>Every leaf by the name that losses give it: with an index where elements repeat.</summary>
    private static void Collect(
        MetadataRecord record,
        MetadataType? type,
        string parent,
        Dictionary<string, string> leaves
    )
    {
        foreach (
            IGrouping<string, MetadataField> fields in record.Fields.GroupBy(
                field => field.Name,
                StringComparer.Ordinal
            )
        )
        {
            MetadataElement? element = type?.Elements.GetValueOrDefault(fields.Key);
            foreach ((int index, MetadataField field) in fields.Index())
            {
                string label = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{parent}{fields.Key}{(index > 0 || element is { IsRepeated: true } ? $"[{index}]" : "")}"
                );
                if (field.Group is { Fields.IsEmpty: false } group)
                {
                    Collect(group, element is null ? null : Schema.Find(element.Type), label + ".", leaves);
                }
                else
                {
                    leaves.Add(label, field.Value ?? "");
                }
            }
        }
    }

    /// <summary>A value in the form in which equal meanings are equal texts.</summary>
    private static string Canonical(string path, string value)
    {
        string text = value.Trim();
        string type =
            (Schema.Element("ConnectedApp", path) ?? Schema.Element(ConnectedApp.RelatedType, path))?.Type ?? "string";
        return path switch
        {
            "oauthConfig.callbackUrl" => string.Join(
                '\n',
                text.Split(['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ),
            "oauthConfig.certificate" => Armour().Replace(text, ""),
            "oauthPolicy.refreshTokenPolicy" or "oauthPolicy.ipRelaxation" => text.ToUpperInvariant(),
            "oauthConfig.scopes" => text.Equals("SFAP", StringComparison.OrdinalIgnoreCase) || text == "SFApiPlatform"
                ? "SFAP"
                : text,
            "samlConfig.samlSubjectType" => text.ToUpperInvariant() is "CUSTOMATTR"
                ? "CUSTOMATTRIBUTE"
                : text.ToUpperInvariant(),
            "permissionSetName" or "profileName" or "OauthCustomScope" => text,
            "sessionPolicy.policyAction" or "sessionPolicy.sessionLevel" => text,
            _ when type == "boolean" => text.ToUpperInvariant() switch
            {
                "TRUE" or "1" => "true",
                "FALSE" or "0" => "false",
                _ => text,
            },
            _ when type != "string" => text,
            _ => value,
        };
    }

    private static IEnumerable<string> Leaves(MetadataRecord record) =>
        record.Leaves().Select(leaf => $"{leaf.Path}={leaf.Field.Value}");

    private Dictionary<string, (string Bytes, DateTime Time)> Snapshot() =>
        Directory
            .GetFiles(_folder, "*", SearchOption.AllDirectories)
            .ToDictionary(
                file => file,
                file => (Convert.ToHexString(File.ReadAllBytes(file)), File.GetLastWriteTimeUtc(file)),
                StringComparer.Ordinal
            );

    /// <summary>A path without indexes.</summary>
    private static string Plain(string label) =>
        label.Contains('[', StringComparison.Ordinal) ? Index().Replace(label, "") : label;

    [GeneratedRegex(@"\[\d+\]", RegexOptions.NonBacktracking)]
    private static partial Regex Index();

    [GeneratedRegex(@"-----[A-Z ]+-----|\s", RegexOptions.NonBacktracking)]
    private static partial Regex Armour();
}
