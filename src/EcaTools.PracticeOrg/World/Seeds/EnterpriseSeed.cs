using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Traffic;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.World.Seeds;

/// <summary>
/// A large company: the demo's connected apps over and over, each in a variation of its own, with people, grants,
/// tokens and a month of traffic. One app in five has been cut over to an ECA in the middle of that month. The same
/// number of apps gives the same company, but for keys, secrets and tokens.
/// </summary>
internal sealed class EnterpriseSeed : SeedSource
{
    private const int MaximumUsers = 20_000;
    private const int MaximumPermissionSets = 200;
    private const int IntegrationUsers = 50;
    private const int SuccessorEvery = 5;

    /// <summary>The demo's packaged app; its copies are packaged too, and have no successor of our making.</summary>
    private const string Packaged = "acme__";

    private static readonly string[] s_firstNames =
    [
        "Ada",
        "Ben",
        "Carla",
        "Dmitri",
        "Elin",
        "Farid",
        "Grace",
        "Hana",
        "Ivan",
        "Jun",
        "Kofi",
        "Lena",
        "Mateo",
        "Nia",
        "Omar",
        "Priya",
        "Quinn",
        "Rosa",
        "Sven",
        "Tala",
    ];
    private static readonly string[] s_lastNames =
    [
        "Abara",
        "Berg",
        "Costa",
        "Diaz",
        "Evans",
        "Fischer",
        "Gupta",
        "Haddad",
        "Ito",
        "Jensen",
        "Khan",
        "Lin",
        "Moreau",
        "Novak",
        "Okafor",
        "Petrov",
        "Quist",
        "Rossi",
        "Sato",
        "Tanaka",
    ];
    private static readonly string[] s_profiles = ["Standard User", "Sales", "Service", "Finance"];
    private static readonly string[] s_refreshPolicies =
    [
        "infinite",
        "zero",
        "specific_lifetime:90:DAYS",
        "specific_inactivity:30:DAYS",
    ];
    private static readonly string[] s_relaxations =
    [
        "ENFORCE",
        "BYPASS",
        "BYPASS_TWO_FACTOR",
        "ENFORCE_RELAX_REFRESH",
    ];
    private static readonly XNamespace s_ns = MetadataXml.Namespace;

    private readonly ulong _seed;
    private readonly int _apps;
    private readonly ImmutableArray<(string Name, XElement Xml)> _templates =
    [
        .. EmbeddedData
            .Names("demo/connectedApps")
            .Select(n =>
                (
                    Path.GetFileNameWithoutExtension(n),
                    RecordSchema.Read(
                        MetadataTypeTable.Default["ConnectedApp"],
                        EmbeddedData.Xml(n),
                        RecordSchema.AnyVersion
                    )
                )
            ),
    ];

    private readonly Lazy<List<(MetadataType Type, string Suffix, XElement Content)>> _successor = new(MakeSuccessor);

    public EnterpriseSeed(int apps)
    {
        _apps = apps;
        _seed = (ulong)apps;
        Org = MakeOrg();
    }

    public override OrgSeed Org { get; }

    public override MetadataState LoadMetadata(IOrg world)
    {
        MetadataTransaction transaction = new(world, MetadataState.Empty, world.AdministratorId);
        foreach (string scope in EmbeddedData.Names("demo/oauthcustomscopes"))
        {
            transaction.Seed(
                MetadataTypeTable.Default["OauthCustomScope"],
                Path.GetFileNameWithoutExtension(scope),
                EmbeddedData.Xml(scope)
            );
        }

        transaction.Seed(
            MetadataTypeTable.Default["ExternalClientAppSettings"],
            "ExternalClientApp",
            EmbeddedData.Xml("demo/settings/ExternalClientApp.settings")
        );
        for (int i = 0; i < _apps; i++)
        {
            transaction.SeedContent(MetadataTypeTable.Default["ConnectedApp"], NameOf(i), App(i));
            if (_templates[i % _templates.Length].Name == "Directory_Sync")
            {
                XElement config = EmbeddedData.Xml(
                    "demo/userProvisioningConfigs/Directory_Sync_Config.userProvisioningConfig"
                );
                config.SetElementValue(s_ns + "connectedApp", NameOf(i));
                transaction.Seed(MetadataTypeTable.Default["UserProvisioningConfig"], NameOf(i) + "_Config", config);
            }

            if (HasSuccessor(i))
            {
                AddSuccessor(transaction, i);
            }
        }

        return transaction.State;
    }

    public override IEnumerable<Caller> Callers(IOrg world, TrafficWindow window)
    {
        InventedCallers invented = new(world, window, _seed);
        for (int i = 0; i < _apps; i++)
        {
            // One app in ten is used by nobody.
            if (SeededRandom.Below(10, _seed, i, 1) == 0)
            {
                continue;
            }

            StoredRecord app = world.Metadata.Find("ConnectedApp", NameOf(i))!;
            if (!HasSuccessor(i))
            {
                foreach (Caller caller in invented.Of(app, app, i))
                {
                    yield return caller;
                }

                continue;
            }

            // From the cutover on the ECA is called; in one app of four somebody was forgotten and goes on as before.
            int cutover = (10 * 24) + SeededRandom.Below(10 * 24, _seed, i, 2);
            bool hasStraggler = SeededRandom.Below(4, _seed, i, 3) == 0;
            StoredRecord successor = world.Metadata.Find("ExternalClientApplication", SuccessorOf(i))!;
            List<Caller> before = [.. invented.Of(app, app, i, toHour: cutover)];
            foreach (Caller caller in before.Skip(hasStraggler ? 1 : 0))
            {
                yield return caller;
            }

            foreach (Caller caller in invented.Of(app, successor, i, fromHour: cutover).Skip(hasStraggler ? 1 : 0))
            {
                yield return caller;
            }

            if (hasStraggler)
            {
                yield return invented.Of(app, app, i).First();
            }
        }
    }

    private static string UserName(int i) =>
        string.Create(
                CultureInfo.InvariantCulture,
                $"{s_firstNames[i % s_firstNames.Length]}.{s_lastNames[i / s_firstNames.Length % s_lastNames.Length]}"
                    + $".{i}@enterprise.example.com"
            )
            .ToLowerInvariant();

    private static string IntegrationUser(int i) =>
        string.Create(CultureInfo.InvariantCulture, $"integration.{i % IntegrationUsers:D2}@enterprise.example.com");

    private static string PermissionSet(int i) => string.Create(CultureInfo.InvariantCulture, $"App_Access_{i:D3}");

    private static void Rename(XElement app, string element, Func<int, string> name)
    {
        int at = 0;
        foreach (XElement found in app.Elements(s_ns + element))
        {
            found.Value = name(at++);
        }
    }

    private bool HasSuccessor(int i) =>
        i % SuccessorEvery == 2
        && !NameOf(i).StartsWith(Packaged, StringComparison.Ordinal)
        && _templates[i % _templates.Length].Xml.Element(s_ns + "oauthConfig") is not null;

    private string NameOf(int i) =>
        string.Create(CultureInfo.InvariantCulture, $"{_templates[i % _templates.Length].Name}_{i:D5}");

    private string SuccessorOf(int i) => NameOf(i) + "_ECA";

    private OrgSeed MakeOrg()
    {
        int sets = Math.Clamp(_apps, 4, MaximumPermissionSets);
        List<OrgSeed.UserSeed> users =
        [
            new("admin@enterprise.example.com", "Ada", "Admin", "System Administrator", "Platform owner", []),
        ];
        users.AddRange(
            Enumerable
                .Range(0, IntegrationUsers)
                .Select(i => new OrgSeed.UserSeed(
                    IntegrationUser(i),
                    "Integration",
                    string.Create(CultureInfo.InvariantCulture, $"{i:D2}"),
                    "Integration",
                    "Integration user",
                    [PermissionSet(i % sets)]
                ))
        );
        users.AddRange(
            Enumerable
                .Range(0, Math.Min(_apps * 5, MaximumUsers))
                .Select(i => new OrgSeed.UserSeed(
                    UserName(i),
                    s_firstNames[i % s_firstNames.Length],
                    s_lastNames[i / s_firstNames.Length % s_lastNames.Length],
                    s_profiles[i % s_profiles.Length],
                    Title: null,
                    [PermissionSet(SeededRandom.Below(sets, _seed, i, 10))],
                    IsActive: SeededRandom.Below(50, _seed, i, 11) != 0
                ))
        );
        return new OrgSeed(
            new OrgSeed.OrganizationSeed("Meridian Holdings", "Unlimited Edition", IsSandbox: false, "PRACTICE2"),
            [
                new("System Administrator", IsAdministrator: true),
                new("Integration"),
                .. s_profiles.Select(p => new OrgSeed.ProfileSeed(p)),
            ],
            [
                .. Enumerable
                    .Range(0, sets)
                    .Select(i => new OrgSeed.PermissionSetSeed(
                        PermissionSet(i),
                        PermissionSet(i).Replace('_', ' '),
                        []
                    )),
            ],
            [.. users],
            [],
            [
                .. Enumerable
                    .Range(0, _apps)
                    .Where(i => i % 3 == 0)
                    .Select(i => new OrgSeed.TokenSeed(
                        NameOf(i),
                        [
                            .. Enumerable
                                .Range(0, 1 + SeededRandom.Below(4, _seed, i, 12))
                                .Select(u =>
                                    UserName(SeededRandom.Below(Math.Min(_apps * 5, MaximumUsers), _seed, i, 13 + u))
                                )
                                .Distinct(StringComparer.Ordinal),
                        ],
                        SeededRandom.Below(60, _seed, i, 17),
                        1 + SeededRandom.Below(2000, _seed, i, 18)
                    )),
            ],
            []
        );
    }

    /// <summary>A copy of one of the demo's apps: other people, grants and addresses, and some of its policies thrown
    /// anew.</summary>
    private XElement App(int i)
    {
        int sets = Org.PermissionSets.Length;
        XElement app = new(_templates[i % _templates.Length].Xml);
        app.SetElementValue(
            s_ns + "label",
            string.Create(CultureInfo.InvariantCulture, $"{app.Element(s_ns + "label")!.Value} {i}")
        );
        Rename(app, "permissionSetName", at => PermissionSet((i + at) % sets).Replace('_', ' '));
        Rename(app, "profileName", at => s_profiles[(i + at) % s_profiles.Length]);
        Rename(app, "pluginExecutionUser", _ => IntegrationUser(i));
        if (app.Element(s_ns + "oauthConfig") is { } oauth)
        {
            Rename(oauth, "oauthClientCredentialUser", _ => IntegrationUser(i));
            if (
                oauth.Element(s_ns + "callbackUrl") is { } callback
                && callback.Value.StartsWith("https://", StringComparison.Ordinal)
            )
            {
                callback.Value += string.Create(
                    CultureInfo.InvariantCulture,
                    $"\nhttps://app{i}.enterprise.example.com/callback"
                );
            }

            if (app.Element(s_ns + "oauthPolicy") is { } policy)
            {
                policy
                    .Element(s_ns + "refreshTokenPolicy")
                    ?.SetValue(s_refreshPolicies[SeededRandom.Below(s_refreshPolicies.Length, _seed, i, 20)]);
                policy
                    .Element(s_ns + "ipRelaxation")
                    ?.SetValue(s_relaxations[SeededRandom.Below(s_relaxations.Length, _seed, i, 21)]);
            }
        }

        return app;
    }

    /// <summary>The ECA that took an app over. The first one is held against the schema; the others are copies of it
    /// with other names.</summary>
    private void AddSuccessor(MetadataTransaction transaction, int i)
    {
        string name = SuccessorOf(i);
        foreach ((MetadataType type, string suffix, XElement content) in _successor.Value)
        {
            XElement copy = new(content);
            copy.Element(s_ns + "externalClientApplication")?.SetValue(name);
            if (type.Name == "ExternalClientApplication")
            {
                copy.Element(s_ns + "label")!.Value = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_templates[i % _templates.Length].Xml.Element(s_ns + "label")!.Value} {i} ECA"
                );
            }

            copy.Element(s_ns + "callbackUrl")
                ?.SetValue(
                    string.Create(CultureInfo.InvariantCulture, $"https://app{i}.enterprise.example.com/callback")
                );
            copy.Element(s_ns + "clientCredentialsFlowUser")?.SetValue(IntegrationUser(i));
            copy.Element(s_ns + "commaSeparatedPermissionSet")?.SetValue(PermissionSet(i % Org.PermissionSets.Length));
            transaction.SeedContent(type, name + suffix, copy);
        }
    }

    private static List<(MetadataType Type, string Suffix, XElement Content)> MakeSuccessor()
    {
        XElement parent = new(s_ns + "externalClientApplication", "X");
        return
        [
            Part(
                "ExternalClientApplication",
                "",
                new XElement(s_ns + "contactEmail", "platform@enterprise.example.com"),
                new XElement(s_ns + "distributionState", "Local"),
                new XElement(s_ns + "label", "X")
            ),
            Part(
                "ExtlClntAppOauthSettings",
                "_oauth",
                new XElement(s_ns + "commaSeparatedOauthScopes", "Api, RefreshToken"),
                parent
            ),
            Part(
                "ExtlClntAppGlobalOauthSettings",
                "_glbloauth",
                new XElement(s_ns + "callbackUrl", "X"),
                parent,
                new XElement(s_ns + "isClientCredentialsFlowEnabled", "true")
            ),
            Part(
                "ExtlClntAppConfigurablePolicies",
                "_defaultPolicy",
                parent,
                new XElement(s_ns + "isEnabled", "true"),
                new XElement(s_ns + "isOauthPluginEnabled", "true")
            ),
            Part(
                "ExtlClntAppOauthConfigurablePolicies",
                "_oauth_defaultPolicy",
                new XElement(s_ns + "clientCredentialsFlowUser", "X"),
                new XElement(s_ns + "commaSeparatedPermissionSet", "X"),
                parent,
                new XElement(s_ns + "isClientCredentialsFlowEnabled", "true"),
                new XElement(s_ns + "permittedUsersPolicyType", "AdminApprovedPreAuthorized")
            ),
        ];

        static (MetadataType, string, XElement) Part(string type, string suffix, params XElement[] elements)
        {
            MetadataType definition = MetadataTypeTable.Default[type];
            return (
                definition,
                suffix,
                RecordSchema.Read(definition, new XElement(s_ns + type, elements), RecordSchema.AnyVersion)
            );
        }
    }
}
