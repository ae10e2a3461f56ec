using System.Collections.Immutable;
using System.Text.Json;
using EcaTools.Core.Documents;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>What one OAuth scope is called in each place, from <c>Data/oauth-scopes.json</c>. An empty name means that
/// none is known.</summary>
/// <param name="Client">What a client asks for.</param>
/// <param name="ConnectedApp">Its name in ConnectedApp.</param>
/// <param name="ExternalClientApp">Its name in the OAuth settings of an External Client App.</param>
/// <param name="Field">The field of the sObject ExtlClntAppOauthSettings.</param>
/// <param name="IsClientSure">Whether the client's name was read in a source, and is not only long known.</param>
/// <param name="NeverGrantedBy">The flows that never grant the scope.</param>
internal sealed record ScopeName(
    string Client,
    string ConnectedApp,
    string ExternalClientApp,
    string Field,
    bool IsClientSure,
    ImmutableArray<OAuthFlow> NeverGrantedBy
)
{
    private static readonly Lazy<(ImmutableArray<ScopeName> All, string Source)> Embedded = new(() =>
        EmbeddedData.Read("oauth-scopes.json", Read)
    );

    /// <summary>All scopes.</summary>
    public static ImmutableArray<ScopeName> All => Embedded.Value.All;

    /// <summary>Where the names come from.</summary>
    public static string Source => Embedded.Value.Source;

    /// <summary>Whether a text is one of the scope's names, and External Client Apps have the scope.</summary>
    public bool Is(string name) =>
        ExternalClientApp.Length > 0
        && (
            Client.Equals(name, StringComparison.OrdinalIgnoreCase)
            || ConnectedApp.Equals(name, StringComparison.OrdinalIgnoreCase)
            || ExternalClientApp.Equals(name, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Whether a flow never grants a scope.</summary>
    /// <param name="flow">The flow; null if it is not known.</param>
    /// <param name="name">Any name of the scope.</param>
    public static bool IsNeverGranted(OAuthFlow? flow, string name) =>
        flow is { } known && All.Any(scope => scope.Is(name) && scope.NeverGrantedBy.Contains(known));

    private static (ImmutableArray<ScopeName>, string) Read(JsonElement root)
    {
        return (
            [
                .. root.GetProperty("scopes")
                    .EnumerateArray()
                    .Select(scope => new ScopeName(
                        scope.GetProperty("client").GetString()!,
                        scope.GetProperty("connectedApp").GetString()!,
                        scope.GetProperty("externalClientApp").GetString()!,
                        scope.GetProperty("field").GetString()!,
                        scope.TryGetProperty("sure", out JsonElement sure) && sure.GetBoolean(),
                        scope.TryGetProperty("neverGrantedBy", out JsonElement flows)
                            ? [.. flows.EnumerateArray().Select(flow => Enum.Parse<OAuthFlow>(flow.GetString()!))]
                            : []
                    )),
            ],
            root.GetProperty("source").GetString()!
        );
    }
}
