using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>
/// Connected Apps made up from the schema: all fields, any choice of them, with valid values, odd ones, repetitions and
/// elements that nobody knows. The same seed gives the same app.
/// </summary>
internal sealed class GeneratedApps
{
    private static readonly MetadataSchema Schema = MetadataSchema.Default;

    private static readonly string[] Oddities =
    [
        "",
        " ",
        "true",
        "FALSE",
        "1",
        "0",
        "infinite",
        "zero",
        "specific_lifetime:0:DAYS",
        "a,b",
        "https://a.example.com/x\nhttps://b.example.com/y",
        "-1",
        "007",
        "99999999999",
        "SFAP",
        "sfapiplatform",
        "<&>\"'",
        "\r\n",
        "ä€😀",
        "None",
        "  Api  ",
        "Custom",
        "{name}",
        "]]>",
        "&amp;",
    ];

    private static readonly string[] Texts =
    [
        "Orders & billing",
        "https://orders.example.com/callback?a=1&b=2",
        "owner@example.com",
        "'quoted' \"text\" <tag>",
        "Größe 😀",
        "two\nlines",
        " padded ",
        "x",
    ];

    private readonly Random _random;
    private readonly ApiVersion _version;
    private readonly int _density;
    private readonly int _oddity;
    private int _counter;

    private GeneratedApps(int seed, ApiVersion version)
    {
        _random = new Random(HashCode(seed, version.Major));
        _version = version;

        // A third of the apps is as an org would give it; some have every field.
        _oddity = seed % 3 == 0 ? 0 : _random.Next(60);
        _density = seed % 5 == 0 ? 100 : _random.Next(1, 100);
    }

    /// <summary>An app as files of an API version could hold it, and as an org could speak of it.</summary>
    public static ConnectedApp Create(int seed, ApiVersion version)
    {
        GeneratedApps one = new(seed, version);
        MetadataRecord metadata = one.Record(Schema.Find("ConnectedApp")!, "");
        string name = one.Odd(3)
            ? one.Pick([" odd name ", "9lives", "acme__Portal", "Ünï", "a__b_", new string('L', 90)])
            : string.Create(CultureInfo.InvariantCulture, $"App_{seed}");
        int prefix = name.IndexOf("__", StringComparison.Ordinal);
        return TestApp.FromRecord(metadata, name) with
        {
            NamespacePrefix = prefix > 0 ? name[..prefix] : null,
            Related =
                one._random.Next(3) == 0
                    ? one.Record(Schema.Find(ConnectedApp.RelatedType)!, "")
                    : new MetadataRecord(ConnectedApp.RelatedType, []),
        };
    }

    private MetadataRecord Record(MetadataType type, string parent)
    {
        ImmutableArray<MetadataField>.Builder fields = ImmutableArray.CreateBuilder<MetadataField>();
        foreach (
            MetadataElement element in type
                .Elements.Values.Where(element => element.IsIn(_version))
                .OrderBy(element => element.Name, StringComparer.Ordinal)
        )
        {
            string path = parent + element.Name;
            int times;
            if (_random.Next(100) >= _density)
            {
                times = 0;
            }
            else if (element.IsRepeated)
            {
                times = (_random.Next(500) == 0 ? 130 : _random.Next(1, 4));
            }
            else if (Odd(10))
            {
                times = 2;
            }
            else
            {
                times = 1;
            }

            for (int i = 0; i < times; i++)
            {
                fields.Add(Field(element, path));
            }
        }

        if (Odd(10))
        {
            fields.Insert(_random.Next(fields.Count + 1), new MetadataField($"new{type.Name}", Text(), Group: null));
        }

        if (Odd(30))
        {
            fields.Add(
                new MetadataField(
                    $"new{type.Name}Group",
                    Value: null,
                    new MetadataRecord(
                        "",
                        [
                            new MetadataField("inner", Text(), Group: null),
                            new MetadataField("inner", Text(), Group: null),
                        ]
                    )
                )
            );
        }

        return new MetadataRecord(type.Name, fields.ToImmutable());
    }

    private MetadataField Field(MetadataElement element, string path)
    {
        if (Schema.Find(element.Type) is { } group)
        {
            return Odd(20)
                ? new MetadataField(element.Name, Pick(Oddities), Group: null)
                : new MetadataField(element.Name, Value: null, Record(group, path + "."));
        }

        if (Odd(40))
        {
            return new MetadataField(
                element.Name,
                Value: null,
                new MetadataRecord(
                    "",
                    [new MetadataField("deep", Text(), Group: null), new MetadataField("deep", "", Group: null)]
                )
            );
        }

        string value;
        if (Odd(3))
        {
            value = Pick(Oddities);
        }
        else if (Odd(4))
        {
            value = Text();
        }
        else
        {
            value = Valid(path, element);
        }

        // The reader masks a secret before anything else sees it.
        bool isSecret = (element.IsSecret && value.Length > 0) || Odd(100);
        return new MetadataField(element.Name, isSecret ? MetadataField.SecretMask : value, Group: null)
        {
            IsSecret = isSecret,
        };
    }

    /// <summary>The permission sets of the org, so that a label that an app names can be determined.</summary>
    public static ImmutableDictionary<string, string> PermissionSets { get; } =
        Enumerable
            .Range(0, 9)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"Set_{i}"))
            .ToImmutableDictionary(name => name, name => name, StringComparer.Ordinal);

    private string Valid(string path, MetadataElement element) =>
        path switch
        {
            "oauthConfig.callbackUrl" => string.Join(
                _random.Next(2) == 0 ? "\n" : "\r\n",
                Enumerable.Range(0, _random.Next(1, 5)).Select(i => $"https://{Text().Length}.example.com/callback{i}")
            ),
            "permissionSetName" or "OauthCustomScope" => string.Create(
                CultureInfo.InvariantCulture,
                $"Set_{_random.Next(9)}"
            ),
            "profileName" => Pick(["System Administrator", "Standard User", "Custom: Support"]),
            "samlConfig.samlSubjectType" => Pick([
                "Username",
                "FederationId",
                "CustomAttr",
                "PersistentID",
                "PersistentId",
            ]),
            "ConnectedApplication.MobileSessionTimeout" => Pick(["1", "5", "10", "30", "15"]),
            "ConnectedApplication.NamedUserUvidTimeout" or "ConnectedApplication.UvidTimeout" => Pick([
                "1",
                "30",
                "60",
                "720",
                "7",
            ]),
            "oauthConfig.idTokenConfig.idTokenValidity" => Pick(["1", "2", "720"]),
            _ when element.Type == "string"
                    && !path.StartsWith("oauthPolicy.", StringComparison.Ordinal)
                    && !path.StartsWith("sessionPolicy.", StringComparison.Ordinal)
                    && path is not "oauthConfig.certificate" => Text(),
            _ => ConnectedAppFields.ValidValue(path, element, _random.Next(50), _version),
        };

    private string Text() =>
        string.Create(CultureInfo.InvariantCulture, $"{Pick(Texts)}{_counter++}{(_random.Next(4) == 0 ? " " : "")}");

    private bool Odd(int oneIn) => _random.Next(100 * oneIn) < _oddity;

    private string Pick(string[] values) => values[_random.Next(values.Length)];

    /// <summary>System.HashCode differs from process to process; this does not.</summary>
    private static int HashCode(int seed, int major) => unchecked((seed * 397) ^ (major * 7919));
}
