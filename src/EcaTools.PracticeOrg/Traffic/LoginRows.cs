using System.Globalization;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Values;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>Makes rows of LoginHistory. They name the app by its label, not by its key (Object Reference).</summary>
internal static class LoginRows
{
    /// <summary>The login type of SOAP login(), as quoted in SEED-platform/seed#5230.</summary>
    public const string SoapLogin = "Other Apex API";

    /// <summary>The API type of such a login, from the same source.</summary>
    public const string SoapApiType = "SOAP Partner";

    /// <summary>What stands for the app of a login without one; that it does for SOAP login() is UNCONFIRMED.</summary>
    public const string NoApplication = "N/A";

    public static Row Create(
        IOrg world,
        DateTimeOffset time,
        string application,
        string userId,
        string loginType,
        string? loginSubType,
        string status,
        string sourceIp
    ) =>
        new(
            ("Id", world.Ids.Next(SObjectPrefixes.LoginHistory)),
            ("UserId", userId),
            ("LoginTime", time),
            ("Application", application),
            ("LoginType", loginType),
            ("LoginSubType", loginSubType),
            ("Status", status),
            ("SourceIp", sourceIp),
            ("Browser", Constant("Browser")),
            ("Platform", Constant("Platform")),
            ("ClientVersion", Constant("ClientVersion")),
            ("ApiType", Constant("ApiType")),
            ("ApiVersion", Constant("ApiVersion")),
            ("TlsProtocol", Constant("TlsProtocol")),
            ("LoginUrl", Constant("LoginUrl")),
            ("OptionsIsGet", Constant("OptionsIsGet")),
            ("OptionsIsPost", Constant("OptionsIsPost"))
        );

    /// <summary>The fields that are the same for every login.</summary>
    public static object? Constant(string field) =>
        field switch
        {
            "Browser" or "Platform" => "Unknown",
            "ClientVersion" or "ApiType" or "ApiVersion" => "N/A",
            "TlsProtocol" => "TLS 1.3",
            "LoginUrl" => "localhost",
            "OptionsIsGet" => false,
            "OptionsIsPost" => true,
            _ => null,
        };

    /// <summary>What joins a login with what was done in its session.</summary>
    public static string Key(long number) =>
        (SeededRandom.Throw((ulong)number) & 0xFFFFFFFFFFFF).ToString("x12", CultureInfo.InvariantCulture);
}
