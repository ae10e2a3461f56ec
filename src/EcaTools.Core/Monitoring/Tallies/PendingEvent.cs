using System.Runtime.InteropServices;
using EcaTools.Core.EventLogs;

namespace EcaTools.Core.Monitoring.Tallies;

/// <summary>An event that was read and is not counted yet: the fields of its stream, and what is counted.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PendingEvent
{
    public AuthStreamHash Hash;
    public EventLogField AppId;
    public EventLogField AppName;
    public EventLogField User;
    public EventLogField Address;
    public EventLogField Client;
    public EventLogField Flow;
    public int Hour;
    public int Time;
    public int Status;
    public bool IsSoapLogin;
}
