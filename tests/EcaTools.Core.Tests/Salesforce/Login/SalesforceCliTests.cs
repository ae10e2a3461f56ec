using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.OAuth;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce.Login;

/// <summary>The Salesforce CLI played by a script that responds as versions of it do, and authorization URLs.</summary>
public sealed class SalesforceCliTests : IDisposable
{
    private const string Token = "00D000000000001!SECRETcli";
    private readonly string _folder = Directory.CreateTempSubdirectory("eca-cli-").FullName;

    [Fact]
    public async Task A_new_CLI_that_redacts_its_display_is_asked_for_the_token()
    {
        Script(
            """
            case "$*" in
            "org display --target-org uat --json") echo 'Warning: update'; echo '{"status":0,"result":{"accessToken":"[REDACTED] Use other","instanceUrl":"https://acme.my.salesforce.com","username":"u@x"}}';;
            "org auth show-access-token --target-org uat --json") echo '{"status":0,"result":{"accessToken":"00D000000000001!SECRETcli"}}';;
            *) exit 9;; esac
            """
        );

        OAuthToken token = await LogInAsync("uat");

        Assert.Equal(
            (Token, "https://acme.my.salesforce.com/"),
            (token.AccessToken.Reveal(), token.InstanceUrl.AbsoluteUri)
        );
    }

    [Fact]
    public async Task An_old_CLI_that_shows_the_token_is_asked_once()
    {
        Script(
            """echo '{"status":0,"result":{"accessToken":"00D000000000001!SECRETcli","instanceUrl":"https://acme.my.salesforce.com"}}'; echo x >> "$(dirname "$0")/calls" """
        );

        OAuthToken token = await LogInAsync("uat");

        Assert.Equal(Token, token.AccessToken.Reveal());
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder, "calls")));
    }

    [Theory]
    [InlineData(
        """echo '{"name":"NamedOrgNotFoundError","status":1,"message":"No authorization information found for uat."}'; exit 1""",
        "ProgramFailed"
    )]
    [InlineData(
        """echo '{"name":"RefreshTokenAuthError","status":1,"message":"expired access/refresh token"}'; exit 1""",
        "ProgramFailed"
    )]
    [InlineData("""echo 'SECRET no json'""", "ProgramFailed")]
    [InlineData("""echo '{"status":0,"result":{"accessToken":"00D!SECRET"}}'""", "ProgramFailed")]
    public async Task What_goes_wrong_has_its_own_error(string script, string id)
    {
        Script(script);

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => LogInAsync("uat"));

        Assert.Equal(id, error.ErrorId);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_CLI_is_told_as_such()
    {
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => LogInAsync("uat"));

        Assert.Equal("ProgramNotFound", error.ErrorId);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("a&calc")]
    [InlineData("a b")]
    public async Task A_name_that_could_be_an_option_or_a_command_never_reaches_the_CLI(string alias)
    {
        Script("exit 0");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => LogInAsync(alias));

        Assert.Equal("ProgramFailed", error.ErrorId);
    }

    [Fact]
    public async Task A_CLI_that_hangs_is_stopped()
    {
        Script("exec sleep 600");
        FakeTime time = new();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            time.RunAsync(
                new SalesforceCliLogin("uat", new SalesforceCli(_folder, TimeSpan.FromMinutes(1))).LogInAsync(
                    new SalesforceClientOptions { TimeProvider = time },
                    CancellationToken.None
                )
            )
        );

        Assert.Equal("ProgramFailed", error.ErrorId);
    }

    [Theory]
    [InlineData(
        "force://PlatformCLI::5Aep_refresh@acme.my.salesforce.com",
        "grant_type=refresh_token&client_id=PlatformCLI&refresh_token=5Aep_refresh"
    )]
    [InlineData(
        "force://3MVG9:s3c:5Aep@acme.my.salesforce.com",
        "grant_type=refresh_token&client_id=3MVG9&client_secret=s3c&refresh_token=5Aep"
    )]
    [InlineData(
        """{"status":0,"result":{"sfdxAuthUrl":"force://A::B@acme.my.salesforce.com"}}""",
        "grant_type=refresh_token&client_id=A&refresh_token=B"
    )]
    public async Task An_authorization_URL_logs_in_with_its_refresh_token(string content, string sent)
    {
        string path = Path.Combine(_folder, "auth.txt");
        await File.WriteAllTextAsync(path, content + "\n");
        StubOrg stub = new StubOrg().Answer(
            200,
            """{"access_token":"00D!abc","instance_url":"https://acme.my.salesforce.com"}"""
        );

        await AuthUrl.Read(path).LogInAsync(stub.Options(), CancellationToken.None);

        Assert.Equal(sent, stub.Sent.Single().Body);
        Assert.Equal("https://acme.my.salesforce.com/services/oauth2/token", stub.Sent.Single().Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("force://SECRET@acme.my.salesforce.com")]
    [InlineData("force://a::@acme.my.salesforce.com")]
    [InlineData("force://a::SECRET@")]
    [InlineData("https://SECRET")]
    [InlineData("{\"sfdxAuthUrl\":\"SECRET")]
    [InlineData("")]
    public async Task An_authorization_URL_that_is_none_is_not_shown(string content)
    {
        string path = Path.Combine(_folder, "auth.txt");
        await File.WriteAllTextAsync(path, content);

        EcaException error = Assert.Throws<EcaException>(() => AuthUrl.Read(path));

        Assert.Equal("DocumentInvalid", error.ErrorId);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<OAuthToken> LogInAsync(string alias) =>
        new SalesforceCliLogin(
            alias,
            new SalesforceCli(_folder + Path.PathSeparator + "/usr/bin-none", TimeSpan.FromMinutes(1))
        ).LogInAsync(new SalesforceClientOptions(), CancellationToken.None);

    private void Script(string body)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is a shell's.");
        string file = Path.Combine(_folder, "sf");
        File.WriteAllText(file, "#!/bin/sh\nPATH=/usr/bin:/bin\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
