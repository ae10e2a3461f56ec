using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.Login;
using EcaTools.Core.Salesforce.MetadataApi;
using EcaTools.Core.Salesforce.OAuth;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

/// <summary>What an org, a login host or a file must not be able to do to whoever reads it.</summary>
public sealed class HostileAnswerTests
{
    [Fact]
    public async Task The_words_of_an_org_reach_no_terminal_or_log_raw()
    {
        StubOrg org = new StubOrg().Answer(
            400,
            """[{"errorCode":"BAD\u001b[2J","message":"msg \u001b]0;pwned\u0007\r\n##vso[task.setvariable variable=PATH]evil\n::error::x \u202egnp.exe"}]"""
        );

        EcaException error = await org.FailAsync(client => client.GetJsonAsync("limits"));

        Assert.Equal("RequestRefused", error.ErrorId);
        Assert.DoesNotContain(error.Message, letter => char.IsControl(letter) || letter == '\u202E');
        Assert.Contains("BAD[2J: msg ]0;pwned  ##_vso[", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_of_a_record_is_one_line_and_its_content_exact()
    {
        JsonElement row = JsonSerializer.Deserialize<JsonElement>(
            """{"Name":"us\u001b[31mer\nx","Body":"a\r\nb\u001b"}"""
        );

        Assert.Equal("us[31mer x", row.Text("Name"));
        Assert.Equal("a\r\nb\u001b", row.ExactText("Body"));
    }

    [Theory]
    [InlineData("//")]
    [InlineData("http://[")]
    public async Task A_redirect_to_nowhere_is_refused_as_any_other(string location)
    {
        StubOrg org = new StubOrg().Answer(302, "", "", ("Location", location));

        Assert.Equal("UnsafeHost", (await org.FailAsync(client => client.GetJsonAsync("limits"))).ErrorId);
    }

    [Fact]
    public async Task Pages_that_lead_round_in_circles_end_with_an_error()
    {
        StubOrg org = new();
        for (int i = 0; i < 10; i++)
        {
            org.Answer(
                200,
                $$"""{"done":false,"records":[],"nextRecordsUrl":"/services/data/v66.0/query/{{i % 2}}"}"""
            );
        }

        EcaException error = await org.FailAsync(client =>
            client.QueryAsync("SELECT Id FROM User").ToListAsync().AsTask()
        );

        Assert.Equal("UnexpectedResponse", error.ErrorId);
        Assert.Equal(3, org.Sent.Count);
    }

    [Theory]
    [InlineData("https://acme.my.salesforce.com@evil.example.com")]
    [InlineData("https://127.0.0.1@evil.example.com:1")]
    public void A_url_with_user_info_gets_no_token(string url)
    {
        StubOrg org = new();

        EcaException error = Assert.Throws<EcaException>(() =>
            new SalesforceClient(new Uri(url), new AccessToken(StubOrg.Secret), new ApiVersion(66), org.Options())
        );

        Assert.Equal("ParameterInvalid", error.ErrorId);
    }

    [Theory]
    [InlineData("http://localhost:1", true)]
    [InlineData("http://127.8.9.1", true)]
    [InlineData("http://[::1]:1", true)]
    [InlineData("http://[::ffff:127.0.0.1]", true)]
    [InlineData("http://[::127.0.0.1]", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("http://0.0.0.0", false)]
    public void Only_addresses_of_this_machine_are_loopback(string url, bool expected) =>
        Assert.Equal(expected, LoopbackAddress.Is(new Uri(url)));

    [Fact]
    public async Task A_login_host_elsewhere_does_not_name_this_machine_as_the_instance()
    {
        StubOrg org = new StubOrg().Answer(
            200,
            """{"access_token":"00Dx!a","instance_url":"http://127.0.0.1:18912"}"""
        );
        JwtBearerLogin login = new(
            LoginHost.Parse("acme.my.salesforce.com"),
            "key",
            "u@example.com",
            new JwtSigningKey(RSA.Create(2048), null)
        );

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            login.LogInAsync(org.Options(), CancellationToken.None)
        );

        Assert.Equal("UnsafeHost", error.ErrorId);
        Assert.Equal(EcaErrorCategory.SecurityError, error.Category);
    }

    [Fact]
    public async Task An_access_token_is_not_sent_to_the_login_page_of_all_orgs()
    {
        StubOrg org = new();

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            OrgConnector.ConnectAsync(
                new Uri("https://login.salesforce.com"),
                new AccessToken(StubOrg.Secret),
                options: org.Options()
            )
        );

        Assert.Equal("ParameterInvalid", error.ErrorId);
        Assert.Empty(org.Sent);
    }

    [Fact]
    public async Task A_failure_of_TLS_names_its_reason()
    {
        AuthenticationException inner = new(
            "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot"
        );
        StubOrg org = new StubOrg().Throw(
            new HttpRequestException(
                HttpRequestError.SecureConnectionError,
                "The SSL connection could not be established, see inner exception.",
                inner
            )
        );

        Assert.Contains(
            "UntrustedRoot",
            (await org.FailAsync(client => client.GetJsonAsync("limits"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_long_wait_is_announced_at_its_beginning_and_its_end()
    {
        StubOrg org = new StubOrg().Answer(429, "", "application/json", ("Retry-After", "60")).Answer(200, "{}");
        List<string> seen = [];
        RetryWait.Listener = wait =>
        {
            seen.Add($"{wait.Host} {wait.What} {wait.Duration.TotalSeconds}");
            return new End(() => seen.Add("end"));
        };

        await org.Time.RunAsync(org.Client().GetJsonAsync("limits"));

        Assert.Equal(["acme.my.salesforce.com GET /services/data/v66.0/limits 60", "end"], seen);
        RetryWait.Listener = null;
    }

    [Fact]
    public async Task A_jwt_that_soap_refuses_is_told_with_the_version_in_use()
    {
        StubOrg org = new StubOrg().Fault("INVALID_SESSION", "The endpoint does not support JWT tokens");

        EcaException error = await org.FailAsync(
            client => new MetadataClient(client).ListAsync(["ConnectedApp"]),
            org.Client(63)
        );

        Assert.Equal("ApiVersionNotSupported", error.ErrorId);
        Assert.Contains("(in use: 63.0)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_callback_is_not_awaited_beside_a_stranger()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using TcpListener stranger = new(IPAddress.IPv6Loopback, 0);
        stranger.Start();
        int port = ((IPEndPoint)stranger.LocalEndpoint).Port;

        EcaException error = Assert.Throws<EcaException>(() =>
            CallbackListener.Start(new Uri($"http://localhost:{port}/OauthRedirect"))
        );

        Assert.Equal("CallbackPortTaken", error.ErrorId);

        // Nothing is left listening, so that the next attempt can have the port.
        using TcpListener again = new(IPAddress.Loopback, port);
        again.Start();
    }

    [Fact]
    public void A_file_without_an_end_is_read_as_far_as_its_bound()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/zero is of Linux.");

        Assert.Equal(
            "CertificateNotUsable",
            Assert.Throws<EcaException>(() => KeyFile.Read("/dev/zero", null, FixedTime.AtNoon)).ErrorId
        );
        Assert.Equal("DocumentInvalid", Assert.Throws<EcaException>(() => AuthUrl.Read("/dev/zero")).ErrorId);
    }

    [Fact]
    public async Task A_key_comes_out_of_a_pipe_as_out_of_a_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A pipe has a path on Linux alone.");
        using RSA rsa = RSA.Create(2048);
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        string path = $"/proc/{Environment.ProcessId}/fd/{pipe.GetClientHandleAsString()}";
        Task<JwtSigningKey> reading = Task.Run(() => KeyFile.Read(path, null, FixedTime.AtNoon));
        await pipe.WriteAsync(Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()));
        await pipe.DisposeAsync();

        // The path is there for as long as the handle is.
        using JwtSigningKey key = await reading;
        pipe.DisposeLocalCopyOfClientHandle();

        Assert.Equal(3, key.Sign("a", "b", "c", DateTimeOffset.UnixEpoch).Split('.').Length);
    }

    private sealed class End(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
