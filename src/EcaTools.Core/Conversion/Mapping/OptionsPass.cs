using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EcaTools.Core.Conversion.Profiles;
using EcaTools.Core.Documents;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>
/// Fits a converted app to what the options ask for beyond the Connected App itself: label, distribution, certificate,
/// MCP clients, scopes, and how much is written. Whatever it takes away that came from the Connected App becomes a
/// loss.
/// </summary>
internal sealed class OptionsPass
{
    private static readonly TargetElement Label = TargetElement.Parse($"{EcaType.App}.label");
    private static readonly TargetElement State = TargetElement.Parse($"{EcaType.App}.distributionState");
    private static readonly TargetElement ScopeList = TargetElement.Parse(
        $"{EcaType.OauthSettings}.commaSeparatedOauthScopes"
    );
    private static readonly TargetElement CallbackUrl = TargetElement.Parse(
        $"{EcaType.GlobalOauthSettings}.callbackUrl"
    );
    private static readonly TargetElement CertificateElement = TargetElement.Parse(
        $"{EcaType.GlobalOauthSettings}.certificate"
    );
    private static readonly Lazy<FrozenSet<string>> Explicit = new(() =>
        EmbeddedData.Read("explicit-elements.json", ReadExplicit)
    );

    private readonly ConnectedApp _app;
    private readonly ConversionOptions _options;
    private readonly NamedRecord[] _records;
    private readonly List<MetadataLoss> _losses;
    private readonly List<string> _notes;

    private OptionsPass(ConnectedApp app, ConvertedApp converted, ConversionOptions options)
    {
        (_app, _options) = (app, options);
        _records = [.. converted.Records];
        _losses = [.. converted.Losses];
        _notes = [.. converted.Notes];
    }

    /// <summary>The elements, as <c>Type.name</c>, that are written even where they say the documented
    /// default.</summary>
    public static FrozenSet<string> ExplicitElements => Explicit.Value;

    /// <summary>The app as the options want it.</summary>
    /// <exception cref="EcaException">ParameterInvalid, ParametersConflict, ParameterMissing, AppHasNoOAuth,
    /// ApiVersionNotSupported, ParameterInvalid.</exception>
    public static ConvertedApp Apply(ConnectedApp app, ConvertedApp converted, ConversionOptions options)
    {
        OptionsPass tailoring = new(app, converted, options);
        tailoring.ApplyLabel();
        tailoring.ApplyDistribution();
        tailoring.ApplyCertificate();
        tailoring.ApplyProfiles();
        tailoring.ApplyScopes();
        tailoring.Shorten();
        return converted with
        {
            Records = [.. tailoring._records],
            Losses = [.. tailoring._losses.Select(loss => loss with { App = app.Name })],
            Notes = [.. tailoring._notes],
        };
    }

    private void ApplyLabel()
    {
        string? label = Value(Label);
        if (_options.LabelPattern is { } pattern)
        {
            string wanted = NamePattern.Expand(pattern, _app).Trim();
            if (wanted.Length == 0)
            {
                throw ConversionErrors.InvalidPattern(pattern);
            }

            if (wanted != label)
            {
                Lose(
                    "label",
                    _app.Metadata["label"],
                    $"The External Client App is to be labeled '{wanted}'.",
                    "Look for the new label where reports or alerts name the app, as those on the login history do."
                );
                Set(Label, label = wanted);
            }
        }

        if (string.Equals(label, _app.Label, StringComparison.OrdinalIgnoreCase))
        {
            _notes.Add(
                $"The External Client App has the Connected App's label, '{label}'. The login history knows apps by label alone, so it can't tell who still uses the old one; -LabelPattern '{{Label}} (ECA)' keeps them apart."
            );
        }
    }

    private void ApplyDistribution()
    {
        if (_options.DistributionState is DistributionState.Local)
        {
            return;
        }

        if (Index(EcaType.SamlPolicies) >= 0)
        {
            throw ConversionErrors.SamlNeedsLocalApp(_app.Name);
        }

        Set(State, nameof(DistributionState.Packaged));
    }

    private void ApplyCertificate()
    {
        if (_options.Certificate is not { } certificate)
        {
            return;
        }

        string? old = _app.Metadata["oauthConfig.certificate"];
        if (string.IsNullOrWhiteSpace(old) || Index(EcaType.GlobalOauthSettings) < 0)
        {
            _notes.Add(
                "The Connected App has no certificate to renew, so -Certificate was not used: a certificate switches the JWT bearer flow on."
            );
            return;
        }

        if (Value(CertificateElement) != certificate.Pem)
        {
            _losses.RemoveAll(loss => loss.Field == "oauthConfig.certificate");
            Lose(
                "oauthConfig.certificate",
                old,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The certificate given by -Certificate, which expires on {certificate.NotAfter:yyyy-MM-dd}, takes its place."
                ),
                "Have every caller that signs JWTs use the new private key."
            );
            Set(CertificateElement, certificate.Pem);
        }
    }

    private void ApplyProfiles()
    {
        if (_options.Profiles.IsEmpty)
        {
            return;
        }

        string clients = string.Join(", ", _options.Profiles.Select(profile => profile.Name));
        if (Index(EcaType.GlobalOauthSettings) < 0)
        {
            throw ConversionErrors.ProfileNeedsOAuth(_app.Name, clients);
        }

        if (_options.Profiles.FirstOrDefault(profile => profile.CallbackUrls.IsEmpty) is { } lacking)
        {
            throw ConversionErrors.CallbackUrlMissing(lacking.Name, lacking.Hint!);
        }

        Set(
            CallbackUrl,
            string.Join(
                '\n',
                Items(CallbackUrl, '\n')
                    .Concat(
                        _options.Profiles.SelectMany(profile => profile.CallbackUrls.Concat(profile.MoreCallbackUrls))
                    )
                    .Distinct(StringComparer.Ordinal)
            )
        );
        Set(
            ScopeList,
            string.Join(", ", Items(ScopeList, ',').Concat(McpProfile.Scopes).Distinct(StringComparer.Ordinal))
        );
        foreach ((TargetElement to, string value) in McpProfile.Settings)
        {
            if (!to.Element.IsIn(_options.ApiVersion))
            {
                throw ConversionErrors.ProfileNeedsNewerVersion(
                    clients,
                    to.ToString(),
                    to.Element.First,
                    _options.ApiVersion
                );
            }

            string from =
                ConnectedAppMapping.Default.Fields.FirstOrDefault(row => row.To.Contains(to))?.From ?? to.Path;
            if (Value(to) is { } before && before != value && _app.Metadata[from] is { Length: > 0 } given)
            {
                Lose(
                    from,
                    given,
                    $"MCP clients ({clients}) need {to.Path} {value}.",
                    "Check that the app's other callers work with it, or give the MCP client an External Client App of its own."
                );
            }

            Set(to, value);
        }
    }

    private void ApplyScopes()
    {
        if (_options.ScopePolicy is ScopePolicy.Keep || Index(EcaType.OauthSettings) < 0)
        {
            return;
        }

        List<string> scopes = [.. Items(ScopeList, ',')];
        if (_options.ScopePolicy is ScopePolicy.Explicit)
        {
            string[] wanted =
            [
                .. _options
                    .Scopes.Select(scope => ScopeRules.Resolve(scope, _options.ApiVersion))
                    .Distinct(StringComparer.Ordinal),
            ];
            foreach (string dropped in scopes.Except(wanted, StringComparer.Ordinal))
            {
                LoseScope(
                    dropped,
                    "-Scope does not name it.",
                    "Test each caller: one that asks for the scope by name is refused (invalid_scope)."
                );
            }

            _notes.AddRange(
                wanted
                    .Except(scopes, StringComparer.Ordinal)
                    .Select(added => $"The scope {added} is new: the Connected App does not have it.")
            );
            scopes = [.. wanted];
        }
        else
        {
            // A scope that is dropped can't be the reason for dropping another.
            foreach (
                ScopeRules.Drop drop in ScopeRules.Default.Drops.Where(drop =>
                    scopes.Contains(drop.Kept, StringComparer.Ordinal)
                )
            )
            {
                if (scopes.Remove(drop.Scope))
                {
                    LoseScope(drop.Scope, drop.Reason, drop.Action);
                }
            }
        }

        Set(ScopeList, string.Join(", ", scopes));
    }

    /// <summary>Leaves out what the documented defaults say anyway.</summary>
    private void Shorten()
    {
        if (!_options.IsMinimal)
        {
            return;
        }

        for (int i = 0; i < _records.Length; i++)
        {
            MetadataRecord record = _records[i].Record;
            MetadataType type = MetadataSchema.Default.Find(record.Type)!;
            _records[i] = _records[i] with
            {
                Record = record with
                {
                    Fields =
                    [
                        .. record.Fields.Where(field =>
                            field.Value is null
                            || type.Elements[field.Name].IsRequired
                            || ExplicitElements.Contains($"{record.Type}.{field.Name}")
                            || !ComparisonFacts.Default.IsDefault(record.Type, field.Name, field.Value)
                        ),
                    ],
                },
            };
        }
    }

    private void LoseScope(string token, string reason, string action)
    {
        int index = 0;
        foreach (string given in _app.Metadata.Values("oauthConfig.scopes"))
        {
            if (
                (
                    ConnectedAppMapping.Default.Find("oauthConfig.scopes")?.Values?.GetValueOrDefault(given.Trim())
                    ?? given.Trim()
                ) == token
            )
            {
                Lose(
                    string.Create(CultureInfo.InvariantCulture, $"oauthConfig.scopes[{index}]"),
                    given,
                    reason,
                    action
                );
            }

            index++;
        }
    }

    private void Lose(string field, string? value, string reason, string action)
    {
        if (value is not null)
        {
            _losses.Add(new MetadataLoss(field, value, reason, action));
        }
    }

    private int Index(string type) => Array.FindIndex(_records, record => record.Type == type);

    private string? Value(TargetElement element) =>
        Index(element.Type.Name) is >= 0 and int index ? _records[index].Record[element.Path] : null;

    private string[] Items(TargetElement element, char separator) =>
        (Value(element) ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Gives an element of a record a value; an empty one takes the element away.</summary>
    private void Set(TargetElement element, string value)
    {
        int index = Index(element.Type.Name);
        MetadataRecord record = _records[index].Record;
        IEnumerable<MetadataField> others = record.Fields.Where(field => field.Name != element.Path);
        IEnumerable<MetadataField> all =
            value.Length == 0 ? others : others.Append(new MetadataField(element.Path, value, Group: null));
        _records[index] = _records[index] with
        {
            Record = record with { Fields = [.. all.OrderBy(field => field.Name, StringComparer.Ordinal)] },
        };
    }

    private static FrozenSet<string> ReadExplicit(JsonElement root)
    {
        return root.GetProperty("elements")
            .EnumerateArray()
            .Select(element => TargetElement.Parse(element.GetProperty("name").GetString()!).ToString())
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
