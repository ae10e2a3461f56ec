using System.Collections.Frozen;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Grants;

namespace EcaTools.PracticeOrg.OAuth.Endpoints;

/// <summary>POST /services/oauth2/token, for every grant.</summary>
internal sealed class TokenEndpoint(DeviceGrant device, params IEnumerable<Grant> grants) : EndpointFamily
{
    private readonly FrozenDictionary<string, Grant> _grants = grants
        .Append(device)
        .ToFrozenDictionary(g => g.Type, StringComparer.Ordinal);

    public override IEnumerable<Route> Routes =>
        [
            new("POST", "/services/oauth2/token", "token", (request, _) => Token(request)),
            new(
                "GET",
                "/services/oauth2/token",
                "token",
                (_, _) => throw new OAuthException("invalid_request", "must use HTTP POST")
            ),
        ];

    private Answer Token(Request request)
    {
        TokenRequest token = TokenRequest.Read(request);
        if (token.Form["grant_type"] is not { } type)
        {
            return token.Form["response_type"] == "device_code"
                ? device.Begin(token)
                : throw new OAuthException("invalid_request", "must provide grant_type");
        }

        return _grants.TryGetValue(type, out Grant? grant)
            ? grant.Answer(token)
            : throw new OAuthException("unsupported_grant_type", "grant type not supported");
    }
}
