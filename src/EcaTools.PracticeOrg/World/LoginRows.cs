namespace EcaTools.PracticeOrg.World;

/// <summary>Makes rows of LoginHistory. They name the app by its label, not by its key (Object Reference).</summary>
internal static class LoginRows
{
    public static Row Create(OrgWorld world, DateTimeOffset time, string application, string userId, string loginType, string? loginSubType, string status, string sourceIp) => new(
        ("Id", world.Ids.Next(SObjectPrefixes.LoginHistory)),
        ("UserId", userId),
        ("LoginTime", time),
        ("Application", application),
        ("LoginType", loginType),
        ("LoginSubType", loginSubType),
        ("Status", status),
        ("SourceIp", sourceIp),
        ("Browser", "Unknown"),
        ("Platform", "Unknown"),
        ("ClientVersion", "N/A"),
        ("ApiType", "N/A"),
        ("ApiVersion", "N/A"),
        ("TlsProtocol", "TLS 1.3"),
        ("LoginUrl", new Uri(world.BaseUrl).Host),
        ("OptionsIsGet", false),
        ("OptionsIsPost", true));
}
