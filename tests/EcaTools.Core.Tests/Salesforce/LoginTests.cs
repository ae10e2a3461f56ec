using System.Net;
using System.Net.Sockets;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Deployment;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

/// <summary>Each way to log in, against a server that shares no code with it.</summary>
public class LoginTests
{
    [Fact]
    public async Task A_signed_assertion_logs_in_and_a_refused_token_is_renewed_for_looks_and_changes_alike()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        using LoginApp app = await LoginApp.MakeAsync(session, preauthorized: true);
        using JwtSigningKey key = JwtSigningKey.From(app.Certificate, FixedTime.AtNoon);

        EcaOrg org = await OrgConnector.ConnectAsync(
            new JwtBearerLogin(app.Host, LoginApp.ClientId, session.Server.Username, key),
            "jwt"
        );

        Assert.Equal(
            (session.Server.Username, OrgLoginMethod.JwtBearer, true),
            (org.Username, org.LoginMethod, org.RenewsToken)
        );
        session.Server.Requests.Clear();
        session.Server.Faults.Add(new Fault { Kind = FaultKind.InvalidSession, PathPrefix = "/services/data" });
        await org.GetClient().GetJsonAsync("limits");
        session.Server.Faults.Add(new Fault { Kind = FaultKind.InvalidSession, SoapOperation = "deploy" });
        string id = await new MetadataClient(org.GetClient()).DeployAsync(
            Core.Deployment.DeployPackage.Zip(Core.Deployment.LocalFiles.Read(session.Write()), new ApiVersion(66)),
            new DeployOptions { CheckOnly = true }
        );
        Assert.NotEmpty(id);
        Assert.Equal(2, session.Server.Requests.CountOf("token"));
        Assert.Equal(2, session.Server.Requests.CountOf("deploy"));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-90, 2)]
    [InlineData(90, 1)]
    public async Task A_signed_assertion_logs_in_though_the_clock_of_this_machine_is_wrong(int days, int requests)
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        using LoginApp app = await LoginApp.MakeAsync(session, preauthorized: true);
        using JwtSigningKey key = JwtSigningKey.From(app.Certificate, FixedTime.AtNoon);
        session.Server.Requests.Clear();

        SalesforceClientOptions wrong = new() { TimeProvider = new FixedTime(FixedTime.Noon.AddDays(days)) };
        EcaOrg org = await OrgConnector.ConnectAsync(
            new JwtBearerLogin(app.Host, LoginApp.ClientId, session.Server.Username, key),
            "jwt",
            options: wrong
        );

        Assert.Equal(requests, session.Server.Requests.CountOf("token"));
        Assert.InRange(org.GetClient().Now, FixedTime.Noon.AddSeconds(-1), FixedTime.Noon.AddHours(1));
    }

    [Fact]
    public async Task A_token_that_is_refused_again_after_its_renewal_is_an_error_and_not_a_loop()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        using LoginApp app = await LoginApp.MakeAsync(session, preauthorized: true);
        using JwtSigningKey key = JwtSigningKey.From(app.Certificate, FixedTime.AtNoon);
        EcaOrg org = await OrgConnector.ConnectAsync(
            new JwtBearerLogin(app.Host, LoginApp.ClientId, session.Server.Username, key)
        );
        session.Server.Requests.Clear();
        session.Server.Faults.Add(
            new Fault
            {
                Kind = FaultKind.InvalidSession,
                PathPrefix = "/services/data",
                Times = Fault.Always,
            }
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => org.GetClient().GetJsonAsync("limits"));

        Assert.Equal("SessionExpired", error.ErrorId);
        Assert.Equal(1, session.Server.Requests.CountOf("token"));
    }

    [Fact]
    public async Task Fifty_requests_that_are_refused_at_once_renew_the_token_once()
    {
        const int Requests = 50;
        await using PracticeSession session = await PracticeSession.StartAsync();
        using LoginApp app = await LoginApp.MakeAsync(session, preauthorized: true);
        using JwtSigningKey key = JwtSigningKey.From(app.Certificate, FixedTime.AtNoon);
        using Barrier barrier = new(Requests);
        SalesforceClientOptions options = new() { Handler = barrier };
        SalesforceClient client = (
            await OrgConnector.ConnectAsync(
                new JwtBearerLogin(app.Host, LoginApp.ClientId, session.Server.Username, key),
                options: options
            )
        ).GetClient();
        string ended = client.Token.Reveal();
        await OAuthTokenClient.RevokeAsync(session.Server.Url, ended, new SalesforceClientOptions(), default);
        session.Server.Requests.Clear();

        barrier.Hold();
        await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => client.GetJsonAsync("limits")));

        Assert.Equal(
            Requests,
            session.Server.Requests.Entries.Count(entry => entry is { Kind: "limits", Status: 401 })
        );
        Assert.Equal(
            Requests,
            session.Server.Requests.Entries.Count(entry => entry is { Kind: "limits", Status: 200 })
        );
        Assert.Equal(1, session.Server.Requests.CountOf("token"));
        Assert.NotEqual(ended, client.Token.Reveal(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_the_apps_is_told_as_such()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        using LoginApp app = await LoginApp.MakeAsync(session, preauthorized: true);
        using JwtSigningKey other = JwtSigningKey.From(System.Security.Cryptography.RSA.Create(2048), null, "other");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OrgConnector.ConnectAsync(new JwtBearerLogin(app.Host, LoginApp.ClientId, session.Server.Username, other))
        );

        Assert.Equal("CertificateNotAccepted", error.ErrorId);
        Assert.Contains("invalid client credentials", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_logs_in_with_PKCE_and_the_rotated_refresh_token_renews_twice()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        int port = FreePort();
        using LoginApp app = await LoginApp.MakeAsync(session, $"http://localhost:{port}/OauthRedirect");
        Task browsing = Task.CompletedTask;
        HttpStatusCode? stranger = null;
        HttpStatusCode? page = null;
        WebServerLogin login = new(
            app.Host,
            LoginApp.ClientId,
            null,
            new Uri($"http://localhost:{port}/OauthRedirect"),
            url =>
                browsing = Task.Run(async () =>
                {
                    using HttpClient http = new(new HttpClientHandler { UseProxy = false });
                    stranger = (
                        await http.GetAsync(new Uri($"http://localhost:{port}/OauthRedirect?code=stolen&state=guessed"))
                    ).StatusCode;
                    page = (await http.GetAsync(await app.AllowAsync(url))).StatusCode;
                }),
            TimeSpan.FromMinutes(2)
        );

        EcaOrg org = await OrgConnector.ConnectAsync(login);
        await browsing;

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (stranger, page));
        Assert.Equal((session.Server.Username, OrgLoginMethod.WebServer), (org.Username, org.LoginMethod));
        for (int time = 0; time < 2; time++)
        {
            session.Server.Faults.Add(new Fault { Kind = FaultKind.InvalidSession, PathPrefix = "/services/data" });
            await org.GetClient().GetJsonAsync("limits");
        }

        using TcpClient late = new();
        await Assert.ThrowsAnyAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task A_user_who_denies_is_told_as_such()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        int port = FreePort();
        using LoginApp app = await LoginApp.MakeAsync(session, $"http://127.0.0.1:{port}/cb");
        Task browsing = Task.CompletedTask;
        WebServerLogin login = new(
            app.Host,
            LoginApp.ClientId,
            null,
            new Uri($"http://127.0.0.1:{port}/cb"),
            url =>
                browsing = Task.Run(async () =>
                {
                    using HttpClient http = new(new HttpClientHandler { UseProxy = false });
                    await http.GetAsync(await app.AllowAsync(url, "deny"));
                }),
            TimeSpan.FromMinutes(2)
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => OrgConnector.ConnectAsync(login));
        await browsing;

        Assert.Equal("LoginNotCompleted", error.ErrorId);
    }

    [Fact]
    public async Task Nobody_in_the_browser_is_a_timeout()
    {
        FakeTime time = new();
        WebServerLogin login = new(
            LoginHost.Production,
            "key",
            null,
            new Uri("http://localhost:0/cb"),
            _ => { },
            TimeSpan.FromMinutes(5)
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            time.RunAsync(
                OrgConnector.ConnectAsync(login, options: new SalesforceClientOptions { TimeProvider = time })
            )
        );

        Assert.Equal("LoginNotCompleted", error.ErrorId);
        Assert.Equal(TimeSpan.FromMinutes(5), time.Elapsed);
    }

    [Theory]
    [InlineData("http://example.com:1717/cb")]
    [InlineData("https://localhost:1717/cb")]
    [InlineData("http://localhost:1717/cb?a=b")]
    public async Task A_callback_that_is_not_plain_loopback_is_refused(string callback)
    {
        WebServerLogin login = new(
            LoginHost.Production,
            "key",
            null,
            new Uri(callback),
            _ => Assert.Fail("opened"),
            TimeSpan.FromMinutes(5)
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => OrgConnector.ConnectAsync(login));

        Assert.Equal("InsecureUrl", error.ErrorId);
    }

    [Fact]
    public async Task A_taken_port_is_told_before_the_browser_opens()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        Uri callback = new($"http://localhost:{((IPEndPoint)taken.LocalEndpoint).Port}/cb");
        WebServerLogin login = new(
            LoginHost.Production,
            "key",
            null,
            callback,
            _ => Assert.Fail("opened"),
            TimeSpan.FromMinutes(5)
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => OrgConnector.ConnectAsync(login));

        Assert.Equal("CallbackPortTaken", error.ErrorId);
    }

    [Fact]
    public async Task A_typed_code_logs_a_device_in()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        using LoginApp app = await LoginApp.MakeAsync(session);
        FakeTime time = new();
        Task typing = Task.CompletedTask;
        DeviceLogin login = new(
            app.Host,
            LoginApp.ClientId,
            null,
            code => (typing = app.AllowAsync(code.VerificationUrl, "approve", code.UserCode)).GetAwaiter().GetResult(),
            TimeSpan.FromMinutes(10)
        );

        EcaOrg org = await time.RunAsync(
            OrgConnector.ConnectAsync(
                login,
                options: new SalesforceClientOptions { TimeProvider = time, RequestTimeout = Timeout.InfiniteTimeSpan }
            )
        );
        await typing;

        Assert.Equal(
            (session.Server.Username, OrgLoginMethod.Device, true),
            (org.Username, org.LoginMethod, org.RenewsToken)
        );
    }

    [Fact]
    public async Task A_device_that_is_told_to_slow_down_does_and_gives_up_in_time()
    {
        StubOrg stub = new StubOrg()
            .Answer(
                200,
                """{"device_code":"SECRETdevice","user_code":"ABCD","interval":5,"verification_uri":"https://acme.my.salesforce.com/setup/connect"}"""
            )
            .Answer(400, """{"error":"slow_down","error_description":"polling too frequently"}""")
            .Answer(400, """{"error":"authorization_pending","error_description":"pending"}""");
        DeviceLogin login = new(
            LoginHost.Parse("acme.my.salesforce.com"),
            "key",
            null,
            _ => { },
            TimeSpan.FromSeconds(60)
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            stub.Time.RunAsync(OrgConnector.ConnectAsync(login, options: stub.Options()))
        );

        Assert.Equal("LoginNotCompleted", error.ErrorId);
        Assert.Equal(TimeSpan.FromSeconds(55), stub.Time.Elapsed);
        Assert.Equal(1 + 6, stub.Sent.Count);
    }

    [Fact]
    public async Task A_code_whose_answer_was_lost_is_not_sent_again()
    {
        StubOrg stub = new StubOrg().Answer(502, "bad gateway", "text/plain");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OAuthTokenClient.SendAsync(
                LoginHost.Production.Url,
                OAuthGrant.AuthorizationCode("key", null, "SECRETcode", "http://localhost/cb", "SECRETverifier"),
                stub.Options()
            )
        );

        Assert.Equal("TokenAnswerLost", error.ErrorId);
        Assert.Single(stub.Sent);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("sandbox")]
    public async Task Client_credentials_go_to_no_shared_login_page(string environment)
    {
        StubOrg stub = new();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OrgConnector.ConnectAsync(
                new ClientCredentialsLogin(LoginHost.Parse(environment), "key", LoginApp.Secure("s")),
                options: stub.Options()
            )
        );

        Assert.Equal("ParameterInvalid", error.ErrorId);
        Assert.Empty(stub.Sent);
    }

    [Theory]
    [InlineData("Production", "https://login.salesforce.com", "https://login.salesforce.com")]
    [InlineData("Sandbox", "https://test.salesforce.com", "https://test.salesforce.com")]
    [InlineData("acme.my.salesforce.com", "https://acme.my.salesforce.com", "https://login.salesforce.com")]
    [InlineData(
        "https://acme--uat.sandbox.my.salesforce.com/",
        "https://acme--uat.sandbox.my.salesforce.com",
        "https://test.salesforce.com"
    )]
    [InlineData("localhost:1234", "http://localhost:1234", "http://localhost:1234")]
    public void An_environment_names_host_and_audience(string text, string url, string audience)
    {
        LoginHost host = LoginHost.Parse(text);

        Assert.Equal((url, audience), (host.Url.GetLeftPart(UriPartial.Authority), host.Audience));
    }

    [Theory]
    [InlineData("Produktion", "ParameterInvalid")]
    [InlineData("https://acme.lightning.force.com", "ParameterInvalid")]
    [InlineData("https://user:pw@acme.my.salesforce.com", "ParameterInvalid")]
    [InlineData("http://acme.my.salesforce.com", "InsecureUrl")]
    [InlineData("force://acme", "InsecureUrl")]
    public void A_host_that_is_none_is_refused(string text, string id)
    {
        EcaException error = Assert.Throws<EcaException>(() => LoginHost.Parse(text));

        Assert.Equal(id, error.ErrorId);
        Assert.DoesNotContain("pw", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_wants_credentials_is_told_as_such()
    {
        StubOrg stub = new StubOrg().Answer(407, "<html>proxy</html>", "text/html");

        EcaException error = await Assert.ThrowsAsync<EcaException>(() => stub.Client().GetJsonAsync("limits"));

        Assert.Equal("OrgUnreachable", error.ErrorId);
    }

    /// <summary>Holds answers back until all that were asked for are there, so that all callers learn of them
    /// together.</summary>
    private sealed class Barrier(int count) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _holds;
        private int _answered;

        public void Hold() => _holds = true;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            if (_holds && Interlocked.Increment(ref _answered) == count)
            {
                _all.SetResult();
            }

            if (_holds)
            {
                await _all.Task.WaitAsync(cancellationToken);
            }

            return answer;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
