using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>A login as LoginEvent tells it: the same login as in LoginHistory, under other names (Object
/// Reference).</summary>
internal sealed class LoginEventRow(Row login, Func<string, Row?> findUser) : Row
{
    public override object? this[string field] =>
        field switch
        {
            "EventDate" => login["LoginTime"],
            "EventIdentifier" => ApiCallRows.Identifier(Key),
            "LoginHistoryId" => login["Id"],
            "LoginKey" => LoginRows.Key(Key),
            "SessionKey" => LoginRows.Key(Key + 1),
            "Username" => login.Text("UserId") is { } id ? findUser(id)?.Text("Username") : null,
            "AuthServiceId" => null,
            "Id" => null,
            "CreatedDate" => login["LoginTime"],
            _ => login[field],
        };

    private long Key => SalesforceId.Number(login.Text("Id")!, SObjectPrefixes.LoginHistory) ?? 0;
}
