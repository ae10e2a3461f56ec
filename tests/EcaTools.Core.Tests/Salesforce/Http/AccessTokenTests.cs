using System.Net;
using System.Text.Json;
using EcaTools.Core.Salesforce.Http;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce.Http;

public class AccessTokenTests
{
    [Theory]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln-_", true)]
    [InlineData("00D5g00000abcde!AQ.abc_def.ghi", false)]
    [InlineData("eyJ.eyJ", false)]
    [InlineData("eyJ.eyJ.", false)]
    [InlineData("eyJ.e+J.sig", false)]
    [InlineData("abc.def.ghi", false)]
    public void A_token_is_a_jwt_if_it_has_three_base64url_parts_and_begins_with_ey(string token, bool jwt) =>
        Assert.Equal(jwt, new AccessToken(token).IsJwt);

    [Fact]
    public void Neither_text_nor_json_shows_the_token()
    {
        AccessToken token = new(StubOrg.Secret);

        Assert.Equal("(access token)", token.ToString());
        Assert.DoesNotContain("SECRET", JsonSerializer.Serialize(token), StringComparison.Ordinal);
        Assert.Equal(StubOrg.Secret, token.Reveal());
    }

    [Fact]
    public void A_secure_string_gives_the_same_token() =>
        Assert.Equal(
            StubOrg.Secret,
            new AccessToken(new NetworkCredential("", StubOrg.Secret).SecurePassword).Reveal()
        );

    [Theory]
    [InlineData("")]
    [InlineData("00D!abc def")]
    [InlineData("00D!abc\r\nX-Evil: 1")]
    [InlineData("00D!ab\u00e9")]
    public void A_token_that_would_break_out_of_its_header_is_refused(string token)
    {
        EcaException error = Assert.Throws<EcaException>(() => new AccessToken(token));

        Assert.Equal("ParameterInvalid", error.ErrorId);
        Assert.DoesNotContain("abc", error.Message, StringComparison.Ordinal);
    }
}
