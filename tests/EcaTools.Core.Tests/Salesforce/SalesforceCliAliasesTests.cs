using EcaTools.Core.Salesforce.Login;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

public sealed class SalesforceCliAliasesTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("ecatools");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Aliases_are_those_of_the_file_of_the_CLI()
    {
        Write("""{ "orgs": { "uat": "ada@example.com" } }""");
        Assert.Equal("ada@example.com", SalesforceCliAliases.Read(_home.FullName)["uat"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"orgs\": 1 }")]
    public void What_is_not_such_a_file_has_none(string? content)
    {
        if (content is not null)
        {
            Write(content);
        }

        Assert.Empty(SalesforceCliAliases.Read(_home.FullName));
    }

    private void Write(string content) =>
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(Path.Combine(_home.FullName, ".sfdx")).FullName, "alias.json"),
            content
        );
}
