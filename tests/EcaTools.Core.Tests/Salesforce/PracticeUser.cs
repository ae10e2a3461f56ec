using System.Net;
using System.Text.RegularExpressions;
using EcaTools.PracticeOrg;
using Xunit;

namespace EcaTools.Core.Tests.Salesforce;

/// <summary>What a user does with the pages of the practice org's authorize endpoint.</summary>
internal static class PracticeUser
{
    /// <summary>Types code, username and password where they are asked for, and answers; where the browser is sent in
    /// the end.</summary>
    public static async Task<Uri> AnswerAsync(
        PracticeOrgServer org,
        Uri page,
        string username,
        string answer = "approve",
        string? userCode = null
    )
    {
        using HttpClientHandler handler = new() { AllowAutoRedirect = false, UseProxy = false };
        using HttpClient browser = new(handler);
        HttpResponseMessage response = await browser.GetAsync(page);
        string[] steps = userCode is null ? ["login", answer] : ["connect", "login", answer];
        foreach (string step in steps)
        {
            string html = await response.Content.ReadAsStringAsync();
            Dictionary<string, string> fields = Regex
                .Matches(
                    html,
                    "<input[^>]*name=\"(?<n>[^\"]*)\"[^>]*?(value=\"(?<v>[^\"]*)\")?\\s*/?>",
                    RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(5)
                )
                .ToDictionary(
                    match => match.Groups["n"].Value,
                    match => WebUtility.HtmlDecode(match.Groups["v"].Value),
                    StringComparer.Ordinal
                );
            fields["step"] = step;
            fields["user_code"] = userCode ?? "";
            fields["username"] = username;
            fields["password"] = org.PasswordOf(username);
            Match action = Regex.Match(
                html,
                "action=\"(?<a>[^\"]*)\"",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)
            );
            Assert.True(action.Success, html);
            response = await browser.PostAsync(
                new Uri(page, WebUtility.HtmlDecode(action.Groups["a"].Value)),
                new FormUrlEncodedContent(fields)
            );
        }

        return response.Headers.Location ?? page;
    }
}
