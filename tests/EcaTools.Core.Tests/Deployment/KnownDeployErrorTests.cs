using EcaTools.Core.Deployment;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

/// <summary>The known words of an org have an id and a way out; others are shown as they are.</summary>
public sealed class KnownDeployErrorTests
{
    [Theory]
    [InlineData(
        "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.",
        "GlobalSettingsWithoutOauthSettings"
    )]
    [InlineData("Enter a valid execution user for the OAuth client credentials flow.", "ExecutionUserNotValid")]
    [InlineData("There's a problem with your scope(s): Apii", "ScopeNotValid")]
    [InlineData(
        "DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on App_oauth_defaultPolicy",
        "PolicyExistsAlready"
    )]
    [InlineData("INVALID_CROSS_REFERENCE_KEY: In field: x - no y named z found", "OwnerNotFound")]
    [InlineData("You cannot provide a Consumer Key", "ConsumerKeyGiven")]
    [InlineData("The consumer key is already taken", "ConsumerKeyTaken")]
    [InlineData(
        "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.",
        "ConnectedAppCreationBlocked"
    )]
    [InlineData("Unknown user permission: ApiOnlyUser", "UserPermissionUnknown")]
    [InlineData("INVALID_FIELD: We couldn't find permission sets called X", "PermissionSetNotFound")]
    [InlineData(
        "Element {http://soap.sforce.com/2006/04/metadata}isX invalid at this location in type Y",
        "ElementNotInVersion"
    )]
    [InlineData("'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'", "EnumValueNotValid")]
    [InlineData("Unknown type name 'X' specified in package.xml", "TypeNotInOrg")]
    [InlineData("Something that nobody has seen", null)]
    public void The_words_of_an_org_tell_the_error(string words, string? errorId)
    {
        EcaDeploymentProblem problem = EcaDeploymentProblem.OfAll("Error", words);

        Assert.Equal((errorId, words), (problem.ErrorId, problem.Problem));
        Assert.Contains(words, problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(errorId is null, problem.NextStep is null);
    }
}
