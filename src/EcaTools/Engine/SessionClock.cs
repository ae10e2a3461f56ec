using System.Management.Automation;

namespace EcaTools.Engine;

/// <summary>The clock of the session's current org, which for a practice org is not that of the machine: what gates
/// decided by the org's events is compared with the time there.</summary>
internal sealed class SessionClock : TimeProvider
{
    private readonly EcaSession _session;

    private SessionClock(EcaSession session) => _session = session;

    /// <summary>The clock of a session.</summary>
    public static SessionClock Of(SessionState state) => new(EcaSession.Of(state));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _session.Now;
}
