namespace EcaTools.Core.Monitoring.Orgs;

/// <summary>What an org tells of requests and logins.</summary>
public enum AuthEventSource : long
{
    /// <summary>Event log files of the type ApiTotalUsage: API calls with the app's id.</summary>
    ApiTotalUsage,

    /// <summary>Event log files of the type RestApi (Event Monitoring): REST calls with the app's id.</summary>
    RestApi,

    /// <summary>Event log files of the type Login: logins without the app.</summary>
    Login,

    /// <summary>The object ApiTotalUsageEventLog: the calls of ApiTotalUsage, for queries.</summary>
    ApiTotalUsageEventLog,

    /// <summary>The object LoginEventLog: the logins of Login, for queries.</summary>
    LoginEventLog,

    /// <summary>The object LoginHistory: logins of the last six months, by the app's label.</summary>
    LoginHistory,

    /// <summary>The object LoginEvent of Event Monitoring: logins by the app's label.</summary>
    LoginEvent,

    /// <summary>The object OauthToken: the refresh tokens that there are, and when each was used last.</summary>
    OauthToken,
}
