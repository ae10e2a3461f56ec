using System.Reflection;
using EcaTools.Build.Help;

namespace EcaTools.Module.Tests;

/// <summary>What PowerShell's guidelines and the project's own rules ask of each cmdlet, read from its metadata.</summary>
public sealed class CmdletContractTests(StagedModule module)
{
    // The verbs that only look. Whatever else a cmdlet does changes something, so it must be possible to preview it.
    private static readonly string[] LookingVerbs = ["Compare", "Find", "Get", "Measure", "Test", "Watch"];

    // Judged one by one: these change nothing outside the session's own memory.
    private static readonly string[] ChangesTheSessionOnly = ["Connect-EcaOrg", "Disconnect-EcaOrg", "Select-EcaOrg", "Start-EcaPracticeOrg"];

    // Judged one by one: these look, and change files or the org where a switch asks for it.
    private static readonly string[] MendsOnRequest = ["Get-EcaCredential", "Test-EcaMetadata"];

    private static readonly Dictionary<string, string> FirstArguments = new(StringComparer.Ordinal)
    {
        ["Compare-EcaMetadata"] = "Path",
        ["Complete-EcaKeyRotation"] = "App",
        ["Connect-EcaOrg"] = "Environment",
        ["Disconnect-EcaOrg"] = "Org",
        ["Find-EcaConsumerKey"] = "Path",
        ["Get-ConnectedApp"] = "Name",
        ["Get-ConnectedAppUsage"] = "Name",
        ["Get-EcaBlockerRule"] = "Id",
        ["Get-EcaCredential"] = "App",
        ["Get-EcaKeyRotation"] = "App",
        ["Get-EcaMigrationWave"] = "Assessment",
        ["Get-EcaOrg"] = "Alias",
        ["Get-ExternalClientApp"] = "Name",
        ["Invoke-EcaCertificateRotation"] = "App",
        ["Invoke-EcaKeyRotation"] = "App",
        ["Invoke-EcaRehearsal"] = "OutputPath",
        ["New-EcaCertificate"] = "Subject",
        ["New-EcaMetadata"] = "OutputPath",
        ["Publish-EcaMetadata"] = "Path",
        ["Select-EcaOrg"] = "Org",
        ["Start-EcaPracticeOrg"] = "Seed",
        ["Stop-EcaPracticeOrg"] = "PracticeOrg",
        ["Test-EcaBlocker"] = "Name",
        ["Test-EcaMetadata"] = "Path",
        ["Test-EcaOAuthFlow"] = "Flow",
        ["Undo-EcaKeyRotation"] = "App",
        ["Update-EcaConsumerKey"] = "KeyMap",
    };

    [Fact]
    public void There_are_cmdlets() => Assert.NotEmpty(module.Cmdlets);

    [Fact]
    public void Every_verb_is_approved() => Each(cmdlet => Assert.Contains(cmdlet.Verb, ApprovedVerbs.All));

    [Fact]
    public void Every_noun_is_singular() => Each(cmdlet => Assert.False(
        cmdlet.Noun.EndsWith('s') && !cmdlet.Noun.EndsWith("ss", StringComparison.Ordinal) && !cmdlet.Noun.EndsWith("Access", StringComparison.Ordinal),
        $"{cmdlet.Noun} looks like a plural"));

    [Fact]
    public void Every_noun_says_that_it_is_ours() => Each(cmdlet => Assert.Matches("^(Eca|ConnectedApp|ExternalClientApp)", cmdlet.Noun));

    [Fact]
    public void A_class_is_named_after_its_cmdlet_and_lives_with_the_commands() => Each(cmdlet =>
        Assert.Matches($@"^EcaTools\.Commands\.\w+\.{cmdlet.Verb}{cmdlet.Noun}Command$", cmdlet.ClassName));

    [Fact]
    public void Every_class_is_sealed_and_built_on_the_base() => Each(cmdlet =>
    {
        Type type = module.ClassOf(cmdlet);
        Assert.True(type.IsSealed);
        Assert.Contains("EcaTools.Engine.EcaCmdlet", Bases(type));
    });

    [Fact]
    public void Every_cmdlet_says_what_it_writes() => Each(cmdlet => Assert.NotEmpty(cmdlet.Outputs));

    [Fact]
    public void Every_cmdlet_that_changes_something_can_be_previewed_and_no_other_offers_it() => Each(cmdlet =>
        Assert.Equal(Changes(cmdlet), cmdlet.SupportsShouldProcess));

    [Fact]
    public void A_parameter_set_takes_pipeline_objects_by_one_parameter_at_most() => Each(cmdlet =>
        Assert.All(cmdlet.ParameterSets, set => Assert.True(cmdlet.ParametersOf(set).Count(pair => pair.Set.FromPipeline) <= 1, set)));

    [Fact]
    public void Positions_in_a_parameter_set_are_distinct() => Each(cmdlet => Assert.All(cmdlet.ParameterSets, set =>
    {
        int[] positions = [.. cmdlet.ParametersOf(set).Select(pair => pair.Set.Position).OfType<int>()];
        Assert.Equal(positions.Distinct(), positions);
    }));

    [Fact]
    public void A_cmdlet_with_several_parameter_sets_has_a_default_one() => Each(cmdlet =>
        Assert.True(cmdlet.ParameterSets.Length == 1 || cmdlet.DefaultParameterSet.Length > 0));

    [Fact]
    public void Org_is_the_same_parameter_everywhere() => Each(cmdlet =>
    {
        foreach (ParameterDefinition parameter in cmdlet.Parameters.Where(parameter => parameter.Name == "Org"))
        {
            Assert.Equal("EcaTools.Engine.Binding.OrgIdentity", parameter.TypeName);
            string[] attributes = [.. module.ClassOf(cmdlet).GetProperty("Org")!.CustomAttributes.Select(attribute => attribute.AttributeType.Name)];
            Assert.Contains("OrgAttribute", attributes);
            Assert.Contains("ArgumentCompleterAttribute", attributes);
            Assert.Equal(cmdlet.Name == "Select-EcaOrg", parameter.Sets.Any(set => set.Mandatory));
        }
    });

    [Fact]
    public void What_Get_selects_by_takes_several_words_and_wildcards() => Each(cmdlet => Assert.All(
        cmdlet.Parameters.Where(parameter => cmdlet.Verb == "Get" && parameter.Name is ("Name" or "Id" or "Alias")),
        parameter =>
        {
            Assert.Equal("System.String[]", parameter.TypeName);
            Assert.True(parameter.SupportsWildcards);
        }));

    [Fact]
    public void An_API_version_can_be_written_in_every_way_everywhere() => Each(cmdlet =>
    {
        foreach (ParameterDefinition parameter in cmdlet.Parameters.Where(parameter => parameter.ShortTypeName == "ApiVersion"))
        {
            Assert.Contains(module.ClassOf(cmdlet).GetProperty(parameter.Name)!.CustomAttributes, attribute => attribute.AttributeType.Name == "ApiVersionAttribute");
        }
    });

    [Fact]
    public void A_parameter_that_holds_a_secret_is_a_SecureString() => Each(cmdlet => Assert.All(
        cmdlet.Parameters.Where(parameter => parameter.Name.EndsWith("Token", StringComparison.Ordinal) || parameter.Name.EndsWith("Secret", StringComparison.Ordinal) || parameter.Name.EndsWith("Password", StringComparison.Ordinal)),
        parameter => Assert.Equal("System.Security.SecureString", parameter.TypeName)));

    [Fact]
    public void Every_cmdlet_knows_its_help_page() => Each(cmdlet => Assert.EndsWith($"/docs/en-US/{cmdlet.Name}.md", cmdlet.HelpUri, StringComparison.Ordinal));

    [Fact]
    public void Only_the_base_overrides_what_the_engine_calls() => Each(cmdlet => Assert.DoesNotContain(
        module.ClassOf(cmdlet).GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly),
        method => method.Name is "BeginProcessing" or "ProcessRecord" or "EndProcessing" or "StopProcessing"));

    [Fact]
    public void What_text_or_objects_bind_to_refuses_null() => Each(cmdlet => Assert.All(
        cmdlet.Parameters.Where(parameter => !parameter.IsSwitch && $"{cmdlet.Name} {parameter.Name}" is not "Test-EcaBlocker Usage"),
        parameter =>
        {
            PropertyInfo property = module.ClassOf(cmdlet).GetProperty(parameter.Name)!;
            Type type = property.PropertyType.IsArray ? property.PropertyType.GetElementType()! : property.PropertyType;
            Assert.True(
                type.IsValueType || parameter.Sets.All(set => set.Mandatory) || Has(property, "ValidateNotNull", "ValidateNotNullOrEmpty", "ValidatePattern", "ValidateSet"),
                $"{cmdlet.Name} -{parameter.Name} takes $null for nothing at all");
        }));

    [Fact]
    public void A_parameter_that_takes_an_app_takes_its_name_or_says_how_to_get_the_object() => Each(cmdlet => Assert.All(
        cmdlet.Parameters.Where(parameter => parameter.TypeName.TrimEnd('[', ']') is var type && type.StartsWith("EcaTools.", StringComparison.Ordinal)),
        parameter =>
        {
            PropertyInfo property = module.ClassOf(cmdlet).GetProperty(parameter.Name)!;
            Type type = property.PropertyType.IsArray ? property.PropertyType.GetElementType()! : property.PropertyType;
            Assert.True(
                type.IsValueType || type.IsGenericType || Has(property, "Org", "AppIdentity", "ConnectedAppIdentity", "FlowApp", "LiveObject", "ApiVersion"),
                $"{cmdlet.Name} -{parameter.Name} gives PowerShell's own error to a copy out of a job");
        }));

    [Fact]
    public void Names_bind_from_the_pipeline_wherever_a_cmdlet_selects_by_them() => Each(cmdlet => Assert.All(
        cmdlet.Parameters.Where(parameter => parameter.Name is "Name" or "Alias" && cmdlet.Verb == "Get" || (parameter.Name == "Name" && cmdlet.Name == "Test-EcaBlocker")),
        parameter => Assert.True(
            parameter.Sets.Any(set => set.FromPipeline) || cmdlet.Parameters.Any(other => other.Name == "App" && other.Sets.Any(set => set.FromPipeline)),
            $"{cmdlet.Name} -{parameter.Name}")));

    // about_EcaTools tells this rule.
    [Fact]
    public void The_first_argument_without_a_name_is_what_the_documentation_says() => Each(cmdlet =>
    {
        string[] first = [.. cmdlet.Parameters.Where(parameter => parameter.Sets.Any(set => set.Position == 0)).Select(parameter => parameter.Name)];
        Assert.Equal(FirstArguments.GetValueOrDefault(cmdlet.Name), first.Length == 0 ? null : string.Join(' ', first.Order(StringComparer.Ordinal)));
    });

    private static bool Has(PropertyInfo property, params string[] attributes) =>
        property.CustomAttributes.Any(attribute => attributes.Contains(attribute.AttributeType.Name[..^"Attribute".Length], StringComparer.Ordinal));

    private void Each(Action<CmdletDefinition> check) => Assert.All(module.Cmdlets, check);

    private static bool Changes(CmdletDefinition cmdlet) =>
        MendsOnRequest.Contains(cmdlet.Name, StringComparer.Ordinal)
        || (!LookingVerbs.Contains(cmdlet.Verb, StringComparer.Ordinal) && !ChangesTheSessionOnly.Contains(cmdlet.Name, StringComparer.Ordinal));

    private static IEnumerable<string> Bases(Type type)
    {
        for (Type? at = type.BaseType; at is not null; at = at.BaseType)
        {
            yield return at.FullName!;
        }
    }
}
