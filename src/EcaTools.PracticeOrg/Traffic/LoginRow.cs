using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>A row of LoginHistory that is made up as it is read.</summary>
internal sealed class LoginRow(Caller caller, long number, int hour, DateTimeOffset time) : Row
{
    private static readonly string[] s_failures =
    [
        "Invalid Password",
        "Failed: Consumer Deleted",
        "Failed: Token Expired",
        "Password Lockout",
    ];

    public override object? this[string field] =>
        field switch
        {
            "Id" => SalesforceId.Create(SObjectPrefixes.LoginHistory, number),
            "UserId" => caller.UserId,
            "LoginTime" => time,
            "Application" => caller.Application,
            "LoginType" => caller.LoginType,
            "LoginSubType" => caller.LoginSubType,
            "SourceIp" => caller.SourceIp,
            "Status" => Status,
            "ApiType" when IsSoapLogin => LoginRows.SoapApiType,
            "ApiVersion" when IsSoapLogin => caller.ApiVersion,
            _ => LoginRows.Constant(field),
        };

    private bool IsSoapLogin => caller.LoginType == LoginRows.SoapLogin;

    private string Status
    {
        get
        {
            if (hour >= caller.BrokenFromHour)
            {
                return s_failures[2];
            }

            ulong thrown = SeededRandom.Throw((ulong)number);
            return (int)(thrown % 1000) < (caller.LoginFailuresPerMille ?? caller.FailuresPerMille)
                ? caller.LoginFailureStatus ?? s_failures[(thrown >> 20) % (ulong)s_failures.Length]
                : caller.LoginStatus;
        }
    }
}
