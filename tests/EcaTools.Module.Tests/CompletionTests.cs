namespace EcaTools.Module.Tests;

/// <summary>What Tab offers, asked of the engine in this process.</summary>
public sealed class CompletionTests(StagedModule module)
{
    [Fact]
    public void Every_cmdlet_is_offered() =>
        Assert.All(
            module.Cmdlets,
            cmdlet => Assert.Contains(module.Complete(cmdlet.Name[..^1]), offer => offer.CompletionText == cmdlet.Name)
        );

    [Fact]
    public void Every_parameter_is_offered() =>
        Assert.All(
            module.Cmdlets,
            cmdlet =>
            {
                string[] offered = [.. module.Complete($"{cmdlet.Name} -").Select(offer => offer.CompletionText)];
                Assert.All(cmdlet.Parameters.Keys, name => Assert.Contains("-" + name, offered));
            }
        );

    [Fact]
    public void Only_words_of_an_enum_are_offered_for_it() =>
        Assert.All(
            module.Cmdlets,
            cmdlet =>
                Assert.All(
                    cmdlet.Parameters.Values.Where(parameter => EnumOf(parameter.ParameterType) is not null),
                    parameter =>
                    {
                        string[] offered =
                        [
                            .. module
                                .Complete($"{cmdlet.Name} -{parameter.Name} ")
                                .Select(offer => offer.CompletionText),
                        ];
                        Assert.NotEmpty(offered);
                        Assert.All(
                            offered,
                            word => Assert.Contains(word, Enum.GetNames(EnumOf(parameter.ParameterType)!))
                        );
                    }
                )
        );

    [Fact]
    public void Org_offers_the_orgs_that_are_connected()
    {
        string alias = (string)module.Run("(Start-EcaPracticeOrg | Connect-EcaOrg).Alias")[0].BaseObject;
        try
        {
            Assert.All(
                module.Cmdlets.Where(cmdlet => cmdlet.Parameters.ContainsKey("Org")),
                cmdlet =>
                    Assert.Contains(module.Complete($"{cmdlet.Name} -Org "), offer => offer.CompletionText == alias)
            );
        }
        finally
        {
            module.Run("Stop-EcaPracticeOrg -Confirm:$false");
        }
    }

    [Theory]
    [InlineData("Get-ConnectedAppUsage -Since ", "30d")]
    [InlineData("Invoke-EcaKeyRotation -IfOlderThan ", "90d")]
    [InlineData("Connect-EcaOrg -ApiVersion ", "66.0")]
    [InlineData("Get-EcaLintRule ECL05", "ECL053")]
    [InlineData("Connect-EcaOrg -Environment San", "Sandbox")]
    public void What_people_write_again_and_again_is_offered(string line, string word) =>
        Assert.Contains(module.Complete(line), offer => offer.CompletionText == word);

    [Fact]
    public void The_apps_of_a_folder_are_offered_for_it()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ecatools");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "Billing_ECA.eca-meta.xml"), "");
            Assert.Equal(
                ["Billing_ECA"],
                module.Complete($"Publish-EcaMetadata '{folder.FullName}' -Name ").Select(offer => offer.CompletionText)
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The enum of ours that a parameter takes, alone or as an array; null for any other type.</summary>
    internal static Type? EnumOf(Type type)
    {
        Type single = type.IsArray ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;
        return single.IsEnum && single.Namespace!.StartsWith("EcaTools", StringComparison.Ordinal) ? single : null;
    }
}
