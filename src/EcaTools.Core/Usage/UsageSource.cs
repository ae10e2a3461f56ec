namespace EcaTools.Core.Usage;

/// <summary>What an org tells of who uses its apps.</summary>
public enum UsageSource : long
{
    /// <summary>The object OauthToken: the refresh tokens that users gave an app.</summary>
    OauthToken,

    /// <summary>The object LoginHistory: logins of the last six months, by the app's label.</summary>
    LoginHistory,

    /// <summary>The object LoginEvent of Event Monitoring: logins as they come.</summary>
    LoginEvent,

    /// <summary>Event log files of the type ApiTotalUsage: API calls with the app's id, by hour or day.</summary>
    EventLogFile,
}
