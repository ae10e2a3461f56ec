using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.OAuth;

/// <summary>userinfo and the identity URL answer a bad token with 403 and one word of text.</summary>
internal sealed class BadTokenException(string word = "Bad_OAuth_Token") : RefusedException(word)
{
    public override Answer ToAnswer() => Answer.Text(Message, "text/html", 403);
}
