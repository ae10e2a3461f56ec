using System.Collections.Immutable;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.OAuth.Grants;
using EcaTools.PracticeOrg.OAuth.Pages;
using EcaTools.PracticeOrg.OAuth.Pending;
using EcaTools.PracticeOrg.OAuth.Signing;
using EcaTools.PracticeOrg.Org;

namespace EcaTools.PracticeOrg.OAuth.Endpoints;

/// <summary>Puts the OAuth server together.</summary>
internal sealed class OAuthEndpoints : IDisposable
{
    private readonly TokenSigner _signer = new();

    public OAuthEndpoints(OrgWorld world, ImmutableArray<IpRange> trustedNetwork, FlowRetirement retirement)
    {
        AppAccess access = new(world, trustedNetwork);
        UserClaims claims = new(world);
        TokenIssuer issuer = new(world, _signer, claims);
        PendingLogins pending = new(world.Time);
        RetiredFlows retired = new(world.Time, retirement);
        Audiences audiences = new(world);
        AuthorizationDialogue dialogue = new(world, access, issuer, pending);
        TokenExchangeHandlers = new TokenExchangeHandlers(world, _signer);
        Families =
        [
            new TokenEndpoint(
                new DeviceGrant(world, access, issuer, pending, retired),
                new ClientCredentialsGrant(world, access, issuer),
                new AuthorizationCodeGrant(world, access, issuer, pending),
                new RefreshTokenGrant(world, access, issuer),
                new JwtBearerGrant(world, access, issuer, audiences),
                new SamlBearerGrant(world, access, issuer, audiences),
                new PasswordGrant(world, access, issuer, retired),
                new TokenExchangeGrant(world, access, issuer, TokenExchangeHandlers)
            ),
            new AuthorizeEndpoint(world, access, dialogue, retired),
            new DeviceEndpoint(dialogue, pending),
            new TokenStatusEndpoint(world, access),
            new IdentityEndpoint(world, claims),
            new DiscoveryEndpoint(world, _signer),
        ];
    }

    public ImmutableArray<EndpointFamily> Families { get; }

    public TokenExchangeHandlers TokenExchangeHandlers { get; }

    public void Dispose() => _signer.Dispose();
}
