using System.Management.Automation;

namespace EcaTools.Engine;

/// <summary>
/// What one runspace holds: its orgs, and the clock that its cmdlets use. It lives in a private variable of the
/// runspace, so that runspaces know nothing of each other, and one that ForEach-Object -Parallel uses again starts
/// without the last one's org.
/// </summary>
internal sealed class EcaSession
{
    private const string VariableName = "EcaToolsSession";

    /// <summary>The orgs it is connected to.</summary>
    public OrgTable Orgs { get; } = new();

    /// <summary>The clock that cmdlets use.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The time on the clock of the current org; on the session's own where there is no org.</summary>
    public DateTimeOffset Now => Orgs.Current?.GetClient().Now ?? Time.GetUtcNow();

    /// <summary>The session of the runspace that this session state belongs to.</summary>
    public static EcaSession Of(SessionState state)
    {
        if (state.PSVariable.GetValue($"global:{VariableName}") is EcaSession session)
        {
            return session;
        }

        session = new EcaSession();
        state.PSVariable.Set(
            new PSVariable($"global:{VariableName}", session, ScopedItemOptions.None)
            {
                Visibility = SessionStateEntryVisibility.Private,
            }
        );
        return session;
    }
}
