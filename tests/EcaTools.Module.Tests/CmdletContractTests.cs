using System.Management.Automation;
using System.Reflection;
using System.Security;

namespace EcaTools.Module.Tests;

/// <summary>
/// What PowerShell's guidelines and the project's own rules ask of each cmdlet, read from what the engine knows of
/// it.
/// </summary>
public sealed class CmdletContractTests(StagedModule module)
{
    // The verbs that only look. Whatever else a cmdlet does changes something, so it must be possible to preview it.
    private static readonly string[] LookingVerbs = ["Compare", "Find", "Get", "Measure", "Test", "Watch"];

    // Judged one by one: these change nothing outside the session's own memory.
    private static readonly string[] ChangesTheSessionOnly =
    [
        "Connect-EcaOrg",
        "Disconnect-EcaOrg",
        "Start-EcaPracticeOrg",
    ];

    // Judged one by one: these look, and change files or the org where a switch asks for it.
    private static readonly string[] MendsOnRequest = ["Get-EcaCredential", "Test-EcaMetadata"];

    private static readonly string[] SecretEndings = ["Token", "Secret", "Password"];

    [Fact]
    public void There_are_cmdlets() => Assert.NotEmpty(module.Cmdlets);

    [Fact]
    public void Every_verb_is_approved() => Each(cmdlet => Assert.Contains(cmdlet.Verb, ApprovedVerbs.All));

    [Fact]
    public void Every_noun_is_singular() =>
        Each(cmdlet =>
            Assert.False(
                cmdlet.Noun.EndsWith('s')
                    && !cmdlet.Noun.EndsWith("ss", StringComparison.Ordinal)
                    && !cmdlet.Noun.EndsWith("Access", StringComparison.Ordinal),
                $"{cmdlet.Noun} looks like a plural"
            )
        );

    [Fact]
    public void Every_noun_says_that_it_is_ours() =>
        Each(cmdlet => Assert.Matches("^(Eca|ConnectedApp|ExternalClientApp)", cmdlet.Noun));

    [Fact]
    public void A_class_is_named_after_its_cmdlet_and_lives_with_the_commands() =>
        Each(cmdlet =>
            Assert.Matches(
                $@"^EcaTools\.Commands\.\w+\.{cmdlet.Verb}{cmdlet.Noun}Command$",
                cmdlet.ImplementingType.FullName
            )
        );

    [Fact]
    public void Every_class_is_sealed_and_built_on_the_base() =>
        Each(cmdlet =>
        {
            Type type = cmdlet.ImplementingType;
            Assert.True(type.IsSealed);
            Assert.Contains("EcaTools.Engine.EcaCmdlet", Bases(type));
        });

    [Fact]
    public void Every_cmdlet_says_what_it_writes() => Each(cmdlet => Assert.NotEmpty(cmdlet.OutputType));

    [Fact]
    public void Every_cmdlet_that_changes_something_can_be_previewed_and_no_other_offers_it() =>
        Each(cmdlet => Assert.Equal(Changes(cmdlet), Declared(cmdlet).SupportsShouldProcess));

    [Fact]
    public void A_parameter_set_takes_pipeline_objects_by_one_parameter_at_most() =>
        Each(cmdlet =>
            Assert.All(
                cmdlet.ParameterSets,
                set => Assert.True(set.Parameters.Count(parameter => parameter.ValueFromPipeline) <= 1, set.Name)
            )
        );

    [Fact]
    public void Positions_in_a_parameter_set_are_distinct() =>
        Each(cmdlet =>
            Assert.All(
                cmdlet.ParameterSets,
                set =>
                {
                    int[] positions =
                    [
                        .. set.Parameters.Select(parameter => parameter.Position).Where(position => position >= 0),
                    ];
                    Assert.Equal(positions.Distinct(), positions);
                }
            )
        );

    [Fact]
    public void A_cmdlet_with_several_parameter_sets_has_a_default_one() =>
        Each(cmdlet => Assert.True(cmdlet.ParameterSets.Count == 1 || cmdlet.ParameterSets.Any(set => set.IsDefault)));

    [Fact]
    public void Org_is_the_same_parameter_everywhere() =>
        Each(cmdlet =>
        {
            if (cmdlet.Parameters.TryGetValue("Org", out ParameterMetadata? org))
            {
                Assert.Equal("EcaTools.Core.Salesforce.EcaOrg", org.ParameterType.FullName);
                string[] attributes = [.. org.Attributes.Select(attribute => attribute.GetType().Name)];
                Assert.Contains("OrgAttribute", attributes);
                Assert.Contains("ArgumentCompleterAttribute", attributes);
                Assert.DoesNotContain(org.ParameterSets.Values, set => set.IsMandatory);
            }
        });

    [Fact]
    public void What_Get_selects_by_takes_several_words_and_wildcards() =>
        Each(cmdlet =>
            Assert.All(
                cmdlet.Parameters.Values.Where(parameter =>
                    cmdlet.Verb == "Get" && parameter.Name is ("Name" or "Id" or "Alias")
                ),
                parameter =>
                {
                    Assert.Equal(typeof(string[]), parameter.ParameterType);
                    Assert.Contains(parameter.Attributes, attribute => attribute is SupportsWildcardsAttribute);
                }
            )
        );

    [Fact]
    public void An_API_version_can_be_written_in_every_way_everywhere() =>
        Each(cmdlet =>
            Assert.All(
                cmdlet.Parameters.Values.Where(parameter =>
                    (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType).Name
                    == "ApiVersion"
                ),
                parameter =>
                    Assert.Contains(
                        parameter.Attributes,
                        attribute => attribute.GetType().Name == "ApiVersionAttribute"
                    )
            )
        );

    [Fact]
    public void A_parameter_that_holds_a_secret_is_a_SecureString() =>
        Each(cmdlet =>
            Assert.All(
                cmdlet.Parameters.Values.Where(parameter =>
                    SecretEndings.Any(ending => parameter.Name.EndsWith(ending, StringComparison.Ordinal))
                ),
                parameter => Assert.Equal(typeof(SecureString), parameter.ParameterType)
            )
        );

    [Fact]
    public void Every_cmdlet_knows_its_help_page() =>
        Each(cmdlet =>
            Assert.EndsWith($"/docs/en-US/{cmdlet.Name}.md", Declared(cmdlet).HelpUri, StringComparison.Ordinal)
        );

    [Fact]
    public void Only_the_base_overrides_what_the_engine_calls() =>
        Each(cmdlet =>
            Assert.DoesNotContain(
                cmdlet.ImplementingType.GetMethods(
                    BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                ),
                method => method.Name is "BeginProcessing" or "ProcessRecord" or "EndProcessing" or "StopProcessing"
            )
        );

    private void Each(Action<CmdletInfo> check) => Assert.All(module.Cmdlets, check);

    private static CmdletAttribute Declared(CmdletInfo cmdlet) =>
        cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;

    private static bool Changes(CmdletInfo cmdlet) =>
        MendsOnRequest.Contains(cmdlet.Name, StringComparer.Ordinal)
        || (
            !LookingVerbs.Contains(cmdlet.Verb, StringComparer.Ordinal)
            && !ChangesTheSessionOnly.Contains(cmdlet.Name, StringComparer.Ordinal)
        );

    private static IEnumerable<string> Bases(Type type)
    {
        for (Type? at = type.BaseType; at is not null; at = at.BaseType)
        {
            yield return at.FullName!;
        }
    }
}
