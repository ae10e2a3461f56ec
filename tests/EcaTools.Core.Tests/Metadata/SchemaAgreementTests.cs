using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Metadata;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Metadata;

/// <summary>The practice org has a copy of its own of the metadata tables. A mistake in one of the two shows
/// here.</summary>
public class SchemaAgreementTests
{
    /// <summary>Older versions differ on purpose: the library does not write for them, and the org takes what it is
    /// sent.</summary>
    private const int First = 59;

    private const int Last = 68;

    private static readonly string[] Compared =
    [
        "ConnectedApp",
        "OauthCustomScope",
        "OauthTokenExchangeHandler",
        "ExternalClientAppSettings",
    ];

    private static readonly Dictionary<string, JsonElement> Library = Types(
        typeof(MetadataSchema),
        "metadata-schema.json",
        "types"
    );

    private static readonly Dictionary<string, JsonElement> Org = Types(
        typeof(PracticeOrgServer),
        "metadata-types.json",
        "types",
        "structures"
    );

    public static TheoryData<string> TypesOfBoth =>
        [.. Library.Keys.Where(name => IsCompared(name) && Org.ContainsKey(name)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_practice_org_knows_every_app_type_that_the_library_has_files_for()
    {
        string[] missing =
        [
            .. Library
                .Where(t => IsCompared(t.Key) && t.Value.TryGetProperty("directory", out _) && !Org.ContainsKey(t.Key))
                .Select(t => t.Key),
        ];
        Assert.Empty(missing);
        Assert.True(TypesOfBoth.Count >= 25, $"Only {TypesOfBoth.Count} types are in both");
    }

    [Theory]
    [MemberData(nameof(TypesOfBoth))]
    public void A_type_has_the_same_folder_the_same_elements_and_the_same_versions_in_both(string name)
    {
        JsonElement library = Library[name];
        JsonElement org = Org[name];
        bool hasFiles = Text(library, "directory") is not null;
        if (hasFiles)
        {
            Assert.Equal(Text(library, "directory"), Text(org, "directory"));
            Assert.Equal(Text(library, "suffix"), Text(org, "suffix"));
            Assert.Equal((Lower(library, "first"), Upper(library, "last")), (Lower(org, "since"), Upper(org, "until")));
        }

        if (library.TryGetProperty("open", out _))
        {
            // Documented nowhere: the library lets anything stand in it.
            return;
        }

        Assert.Equal(
            Lines(library, hasFiles, "first", "last", "repeated"),
            Lines(org, hasFiles, "since", "until", "many")
        );
    }

    /// <summary>One line for each element: its name, its versions, whether it is required and may be repeated, and
    /// whether it is a switch.</summary>
    private static string[] Lines(JsonElement type, bool hasFiles, string first, string last, string repeated)
    {
        return
        [
            .. type.GetProperty("elements")
                .EnumerateArray()
                .Where(element => Upper(element, last) >= First)
                .Select(element =>
                    string.Join(
                        ' ',
                        element.GetProperty("name").GetString(),
                        hasFiles ? Within(type, element, first, last) : "",
                        Flag(element, "required"),
                        Flag(element, repeated),
                        Kind(element)
                    )
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>An element is never there without its type.</summary>
    private static string Within(JsonElement type, JsonElement element, string first, string last) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Max(Lower(element, first), Lower(type, first))} "
                + $"{Math.Min(Upper(element, last), Upper(type, last))}"
        );

    /// <summary>Which values a text or a number may have is each side's own affair.</summary>
    private static string Kind(JsonElement element) =>
        element.GetProperty("type").GetString() == "boolean" ? "switch" : "value or group";

    private static int Lower(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? Math.Max(First, value.GetInt32()) : First;

    private static int Upper(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : Last;

    private static bool Flag(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static bool IsCompared(string name) =>
        Compared.Contains(name, StringComparer.Ordinal)
        || name.StartsWith("ExtlClntApp", StringComparison.Ordinal)
        || name.StartsWith("ExternalClientApplication", StringComparison.Ordinal)
        || name.StartsWith("ConnectedApp", StringComparison.Ordinal)
        || name.StartsWith("ExternalAppIdToken", StringComparison.Ordinal);

    private static Dictionary<string, JsonElement> Types(Type assembly, string file, params string[] lists)
    {
        string resource = assembly
            .Assembly.GetManifestResourceNames()
            .Single(n => n.EndsWith(file, StringComparison.Ordinal));
        using Stream stream = assembly.Assembly.GetManifestResourceStream(resource)!;
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement root = document.RootElement.Clone();
        return lists
            .SelectMany(l => root.GetProperty(l).EnumerateArray())
            .ToDictionary(t => t.GetProperty("name").GetString()!, StringComparer.Ordinal);
    }
}
