using System.Collections.Frozen;

namespace EcaTools.Core.Blockers;

/// <summary>Which OAuth flows need a person. By the flows' own definitions (RFC 6749, 7522, 7523, 8628, 8693).</summary>
internal static class CallerFlows
{
    private static readonly FrozenSet<string> Machine =
        FrozenSet.ToFrozenSet(["ClientCredentials", "JwtBearer", "SamlBearer", "TokenExchange", "UsernamePassword"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Interactive =
        FrozenSet.ToFrozenSet(["CodeAndCredentials", "Device", "UserAgent", "WebServer"], StringComparer.Ordinal);

    /// <summary>Whether a program logs in by this flow with nobody there.</summary>
    public static bool IsMachine(string flow) => Machine.Contains(flow);

    /// <summary>Whether somebody sits in front of a browser or a device. Refreshing a token says neither.</summary>
    public static bool IsInteractive(string flow) => Interactive.Contains(flow);
}
