using EcaTools.Core.EventLogs;

namespace EcaTools.Core.Access.Scopes;

/// <summary>The errors of recommending scopes.</summary>
internal static class ScopeErrors
{
    public static EcaException EventLogWithoutApps(string source) =>
        EventLogErrors.EventLogNotReadable(
            $"{source}: the event log has no columns CONNECTED_APP_ID and API_FAMILY, so its calls belong to no app.",
            "Export event log files of the type ApiTotalUsage, with API version 51.0 or newer: older ones do not name the app.",
            target: source
        );
}
