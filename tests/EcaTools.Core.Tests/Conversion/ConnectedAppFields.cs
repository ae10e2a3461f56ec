using System.Collections.Immutable;
using System.Globalization;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce.Http;

namespace EcaTools.Core.Tests.Conversion;

/// <summary>Every field of the ConnectedApp type, as the schema data lists them, and apps made of all of
/// them.</summary>
internal static class ConnectedAppFields
{
    private static readonly MetadataSchema Schema = MetadataSchema.Default;

    /// <summary>Each leaf's path with its element, in an API version.</summary>
    public static IEnumerable<(string Path, MetadataElement Element)> Leaves(ApiVersion version) =>
        Leaves("ConnectedApp", "", version);

    /// <summary>An app with every field, the leaves' values given by path and place; repeated elements stand there
    /// twice.</summary>
    public static MetadataRecord Build(ApiVersion version, Func<string, MetadataElement, int, string?> value) =>
        Build("ConnectedApp", "", version, value);

    /// <summary>A value that the element takes in an API version; another one for every other number as far as there
    /// are others.</summary>
    public static string ValidValue(string path, MetadataElement element, int number, ApiVersion version)
    {
        string[] choice = path switch
        {
            "oauthPolicy.refreshTokenPolicy" =>
            [
                "infinite",
                "zero",
                "specific_lifetime:90:DAYS",
                "specific_lifetime:91:DAYS",
                "specific_lifetime:90:HOURS",
                "specific_inactivity:90:MONTHS",
            ],
            "oauthPolicy.ipRelaxation" => ["ENFORCE", "BYPASS", "BYPASS_2FACTOR", "ENFORCE_RELAXREFRESH"],
            "sessionPolicy.policyAction" => ["Block", "RaiseSessionLevel"],
            "sessionPolicy.sessionLevel" => ["LOW", "STANDARD", "HIGH_ASSURANCE"],
            "oauthConfig.certificate" => [TestApp.Certificate, TestApp.OtherCertificate],
            _ => element.Type switch
            {
                "boolean" => ["true", "false"],
                "int" => ["5", "6"],
                "string" => ["One", "Two", "Three"],
                _ =>
                [
                    .. Schema
                        .FindEnum(element.Type)!
                        .Values.Where(known => known.First is not { } first || first <= version)
                        .Select(known => known.Name),
                ],
            },
        };
        return choice[number % choice.Length];
    }

    private static IEnumerable<(string Path, MetadataElement Element)> Leaves(
        string type,
        string parent,
        ApiVersion version
    )
    {
        foreach (
            MetadataElement element in Schema
                .Find(type)!
                .Elements.Values.Where(element => element.IsIn(version))
                .OrderBy(element => element.Name, StringComparer.Ordinal)
        )
        {
            string path = parent + element.Name;
            if (Schema.Find(element.Type) is null)
            {
                yield return (path, element);
            }
            else
            {
                foreach ((string Path, MetadataElement Element) leaf in Leaves(element.Type, path + ".", version))
                {
                    yield return leaf;
                }
            }
        }
    }

    private static MetadataRecord Build(
        string type,
        string parent,
        ApiVersion version,
        Func<string, MetadataElement, int, string?> value
    )
    {
        MetadataType known = Schema.Find(type)!;
        ImmutableArray<MetadataField>.Builder fields = ImmutableArray.CreateBuilder<MetadataField>();
        if (
            known.IsOpen
            && value(parent + "anything", new MetadataElement("anything", "string", version, Last: null), 0) is { } any
        )
        {
            fields.Add(new MetadataField("anything", any, Group: null));
        }

        foreach (
            MetadataElement element in known
                .Elements.Values.Where(element => element.IsIn(version))
                .OrderBy(element => element.Name, StringComparer.Ordinal)
        )
        {
            string path = parent + element.Name;
            for (int i = 0; i < (element.IsRepeated ? 2 : 1); i++)
            {
                if (Schema.Find(element.Type) is not null)
                {
                    int place = i;
                    MetadataRecord group = Build(
                        element.Type,
                        path + ".",
                        version,
                        (inner, leaf, number) => value(inner, leaf, number + (10 * place))
                    );
                    if (!group.Fields.IsEmpty)
                    {
                        fields.Add(new MetadataField(element.Name, Value: null, group));
                    }
                }
                else if (value(path, element, i) is { } text)
                {
                    // The reader masks a secret before anything else sees it.
                    bool isSecret = element.IsSecret && text.Length > 0;
                    fields.Add(
                        new MetadataField(element.Name, isSecret ? MetadataField.SecretMask : text, Group: null)
                        {
                            IsSecret = isSecret,
                        }
                    );
                }
            }
        }

        return new MetadataRecord(type, fields.ToImmutable());
    }

    /// <summary>A value that no other place has.</summary>
    public static string Distinctive(ref int counter) =>
        string.Create(CultureInfo.InvariantCulture, $"Value{counter++:0000}End");
}
