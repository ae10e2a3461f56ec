using System.Management.Automation;

namespace EcaTools.Module.Tests;

/// <summary>What the engine makes of arguments before a cmdlet runs.</summary>
public sealed class BindingTests(StagedModule module)
{
    [Fact]
    public void A_word_that_an_enum_does_not_have_is_refused_and_its_words_are_named() =>
        Assert.All(
            module.Cmdlets,
            cmdlet =>
                Assert.All(
                    cmdlet.Parameters.Values,
                    parameter =>
                    {
                        if (CompletionTests.EnumOf(parameter.ParameterType) is { } words)
                        {
                            RuntimeException error = Refused($"{cmdlet.Name} -{parameter.Name} nonsense");
                            Assert.Contains(
                                words.GetEnumNames(),
                                word => error.Message.Contains(word, StringComparison.Ordinal)
                            );
                        }
                    }
                )
        );

    [Fact]
    public void An_org_that_is_not_connected_is_refused_by_its_alias() =>
        Assert.All(
            module.Cmdlets.Where(cmdlet =>
                cmdlet.Parameters.ContainsKey("Org")
                && cmdlet.ParameterSets.All(set => !set.Parameters.Any(parameter => parameter.IsMandatory))
            ),
            cmdlet => Assert.Contains("nobody", Refused($"{cmdlet.Name} -Org nobody").Message, StringComparison.Ordinal)
        );

    [Fact]
    public void A_parameter_that_does_not_exist_is_refused() =>
        Assert.All(
            module.Cmdlets,
            cmdlet => Assert.Contains("Nonsense", Refused($"{cmdlet.Name} -Nonsense").Message, StringComparison.Ordinal)
        );

    private RuntimeException Refused(string script) => Assert.ThrowsAny<RuntimeException>(() => module.Run(script));
}
