using System.Collections.Immutable;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Core.Blockers.Rules;

/// <summary>Somebody or something that uses an app. Two clients of one user at one address are two callers: each must
/// be given the new consumer key.</summary>
/// <param name="User">The username, or the user's id where the name is not known; null where neither is.</param>
/// <param name="SourceIp">The address; null where no source tells it.</param>
/// <param name="Client">The client as it names itself; null where no source tells it.</param>
/// <param name="Flows">The OAuth flows that it was seen to use with the app; empty where only its calls or tokens were
/// seen.</param>
public sealed record AppCaller(string? User, string? SourceIp, string? Client, ImmutableArray<OAuthFlow> Flows)
{
    /// <summary>Whether a program logs in by itself: no person takes part in one of its flows.</summary>
    public bool IsMachine => Flows.Any(CallerFlows.IsMachine);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(
            " ",
            new[]
            {
                User ?? "unknown user",
                SourceIp is null ? null : $"from {SourceIp}",
                Client is null ? null : $"with {Client}",
            }.OfType<string>()
        );
}
