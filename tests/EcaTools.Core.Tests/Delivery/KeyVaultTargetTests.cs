using System.Net;
using System.Security;
using System.Text.Json;
using EcaTools.Core.Delivery;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Delivery;

public sealed class KeyVaultTargetTests : IDisposable
{
    private const string Token = "eyJ0.token.of_azure";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly LoopbackVault _vault = new(Token);

    public void Dispose() => _vault.Dispose();

    [Theory]
    [InlineData("A1B2C3")]
    [InlineData("\"quotes\" \\ and 'more' € \n lines")]
    public async Task What_is_delivered_reads_back_and_both_halves_change_in_one_request(string secret)
    {
        KeyVaultTarget target = Target();
        Assert.Null(await target.ReadBackAsync(TestCredential.Make(), None));
        await target.DeliverAsync(TestCredential.Make("key1", "old"), None);
        _vault.Requests.Clear();
        await target.DeliverAsync(TestCredential.Make("key2", secret), None);
        Assert.Equal(["PUT /secrets/eca-billing?api-version=7.4"], _vault.Requests, StringComparer.Ordinal);
        Assert.Equal($"key2|{secret}", (await target.ReadBackAsync(TestCredential.Make(), None))!.Plain());
        JsonElement stored = JsonSerializer.Deserialize<JsonElement>(_vault.Secrets["eca-billing"]);
        Assert.Equal("key2", stored.GetProperty("consumerKey").GetString());
        Assert.Equal(secret, stored.GetProperty("consumerSecret").GetString());
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("[1]")]
    [InlineData("{\"consumerKey\":\"k\"}")]
    [InlineData("")]
    public async Task What_somebody_else_put_there_is_no_pair(string value)
    {
        _vault.Secrets["eca-billing"] = value;
        Assert.Null(await Target().ReadBackAsync(TestCredential.Make(), None));
    }

    [Fact]
    public async Task A_vault_that_is_busy_is_asked_again()
    {
        _vault.Failures.Enqueue((HttpStatusCode.ServiceUnavailable, "{}"));
        _vault.Failures.Enqueue((HttpStatusCode.TooManyRequests, "{}"));
        await Target().DeliverAsync(TestCredential.Make("key", "secret-of-mine"), None);
        Assert.Equal(3, _vault.Requests.Count);
        Assert.Equal("key|secret-of-mine", (await Target().ReadBackAsync(TestCredential.Make(), None))!.Plain());
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "Unauthorized", "token")]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden", "Key Vault Secrets Officer")]
    [InlineData(HttpStatusCode.Conflict, "ObjectIsDeletedButRecoverable", "recover or purge")]
    [InlineData(HttpStatusCode.BadRequest, "BadParameter", "secret's name")]
    public async Task A_refusal_is_told_in_the_vaults_words_without_the_secret_and_the_old_pair_stays(
        HttpStatusCode status,
        string code,
        string nextStep
    )
    {
        await Target().DeliverAsync(TestCredential.Make("key1", "old"), None);
        _vault.Failures.Enqueue(
            (status, $$$"""{"error":{"code":"{{{code}}}","message":"Sorry: secret-of-mine is not wanted."}}""")
        );
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            Target().DeliverAsync(TestCredential.Make("key2", "secret-of-mine"), None)
        );
        Assert.Equal("DeliveryFailed", error.ErrorId);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.Contains(nextStep, error.NextStep, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-mine", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, error.ToString(), StringComparison.Ordinal);
        Assert.Equal("key1|old", (await Target().ReadBackAsync(TestCredential.Make(), None))!.Plain());
    }

    [Fact]
    public async Task What_stands_in_the_vaults_place_and_says_the_token_back_shows_it_to_nobody()
    {
        foreach (string words in new[] { $"denied for Bearer {Token}", $"token={Uri.EscapeDataString(Token)}" })
        {
            _vault.Failures.Enqueue(
                (
                    HttpStatusCode.Forbidden,
                    JsonSerializer.Serialize(
                        new { error = new { code = $"Forbidden Bearer {Token}", message = words } }
                    )
                )
            );
            EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
                Target().DeliverAsync(TestCredential.Make("key", "se cret+of/mine"), None)
            );
            Assert.Equal("DeliveryFailed", error.ErrorId);
            Assert.DoesNotContain(Token, error.ToString(), StringComparison.Ordinal);
            Assert.Contains("Forbidden Bearer (secret)", error.Message, StringComparison.Ordinal);
        }

        _vault.Failures.Enqueue(
            (HttpStatusCode.Forbidden, """{"error":{"code":"Forbidden","message":"value=se%20cret%2bof%2Fmine"}}""")
        );
        EcaException spelled = await Assert.ThrowsAsync<EcaException>(() =>
            Target().DeliverAsync(TestCredential.Make("key", "se cret+of/mine"), None)
        );
        Assert.Contains("value=(secret)", spelled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_something_else_shows_neither_secret_nor_token()
    {
        for (int i = 0; i < 4; i++)
        {
            _vault.Failures.Enqueue((HttpStatusCode.BadGateway, $"<html>secret-of-mine {Token}</html>"));
        }

        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            Target().DeliverAsync(TestCredential.Make("key", "secret-of-mine"), None)
        );
        Assert.Equal("DeliveryFailed", error.ErrorId);
        Assert.DoesNotContain("secret-of-mine", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("{\"value\": 1}")]
    [InlineData("[]")]
    [InlineData("{}")]
    public async Task A_response_that_is_not_a_vaults_is_not_taken_for_no_pair(string body)
    {
        _vault.Failures.Enqueue((HttpStatusCode.OK, body));
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            Target().ReadBackAsync(TestCredential.Make(), None)
        );
        Assert.Equal("DeliveryFailed", error.ErrorId);
        Assert.Contains("not that of a key vault", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_takes_the_token_nowhere()
    {
        using LoopbackVault other = new(Token);
        _vault.RedirectTo = other.Url;
        Assert.Equal(
            "DeliveryFailed",
            (await Assert.ThrowsAsync<EcaException>(() => Target().DeliverAsync(TestCredential.Make(), None))).ErrorId
        );
        Assert.True(other.Requests.IsEmpty);
    }

    [Theory]
    [InlineData("http://acme.vault.azure.net")]
    [InlineData("ftp://localhost")]
    [InlineData("https://user@acme.vault.azure.net")]
    public void A_token_goes_to_https_or_loopback_alone(string url) =>
        Assert.Equal(
            "InsecureUrl",
            Assert.Throws<EcaException>(() => new KeyVaultTarget(new Uri(url), "name", Secure(Token))).ErrorId
        );

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a_b")]
    [InlineData("a?b")]
    public void A_name_that_no_secret_can_have_is_refused(string name) =>
        Assert.Equal(
            "ParameterInvalid",
            Assert.Throws<EcaException>(() => new KeyVaultTarget(_vault.Url, name, Secure(Token))).ErrorId
        );

    [Fact]
    public void The_name_holds_no_token_and_differs_for_each_place()
    {
        string name = Target().Name;
        Assert.DoesNotContain(Token, name, StringComparison.Ordinal);
        Assert.NotEqual(name, new KeyVaultTarget(_vault.Url, "other", Secure(Token)).Name, StringComparer.Ordinal);
    }

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private KeyVaultTarget Target() =>
        new(
            _vault.Url,
            "eca-billing",
            Secure(Token),
            new SalesforceClientOptions { TimeProvider = new ImpatientTime() }
        );
}
